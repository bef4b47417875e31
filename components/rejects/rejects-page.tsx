"use client";

import { Button, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { OpenJobs } from "#components/dataset/open-jobs.tsx";
import { OverBudget } from "#components/dataset/over-budget.tsx";
import { RowAccounting } from "#components/dataset/row-accounting.tsx";
import { TextLink } from "#components/ui/links.tsx";
import { PageTitle } from "#components/ui/page-title.tsx";
import { QueryFailed, StateMessage } from "#components/ui/state-message.tsx";
import { WaitingRows } from "#components/ui/waiting.tsx";
import { misfitsQuery } from "#lib/convert/client.ts";
import { plural } from "#lib/platform/format.ts";
import { datasetQuery } from "#lib/upload/client.ts";
import type { DatasetView } from "#lib/upload/contract.ts";
import { MisfitTable } from "./misfit-table.tsx";
import { SendBack } from "./send-back.tsx";

/** What did not fit, and the way to send it back corrected. */
export function RejectsPage({ datasetId }: { datasetId: string }) {
  const { data: dataset, error, refetch, dataUpdatedAt } = useQuery(datasetQuery(datasetId));
  if (error && !dataset) return <QueryFailed isPage what="This dataset" error={error} onRetry={refetch} />;
  if (!dataset) return <WaitingRows what="the rejected rows" rows={6} />;
  return (
    <>
      <PageTitle
        over={
          <TextLink href={`/datasets/${datasetId}`} underline="hover">
            {dataset.name}
          </TextLink>
        }
        title="Rejected rows"
      />
      <OpenJobs jobs={dataset.jobs} at={dataUpdatedAt} />
      <OverBudget dataset={dataset} isWithRows />
      <RowAccounting rows={dataset.files.rows} />
      <Misfits dataset={dataset} />
    </>
  );
}

function Misfits({ dataset: { id, files, stage } }: { dataset: DatasetView }) {
  const { corrected, rejected, nulled } = files.rows;
  const { data, error, refetch } = useQuery(misfitsQuery(id, files.rows));
  if (error && !data) return <QueryFailed what="What did not fit" error={error} onRetry={refetch} />;
  if (!data) return <WaitingRows what="what did not fit" />;
  if (rejected + corrected + nulled === 0)
    return (
      <StateMessage title={stage === "converting" ? "Nothing was rejected so far" : "Nothing was rejected"}>
        Every row that was read fits the confirmed columns.
      </StateMessage>
    );
  return (
    <>
      {rejected > 0 && (
        <Group mb="xl">
          <Button component="a" href={`/api/datasets/${id}/rejects?excel=1`} download>
            Download {plural(rejected, "rejected row")} (CSV)
          </Button>
        </Group>
      )}
      <SendBack datasetId={id} />
      <MisfitTable title="What was rejected" list={data} outcome="rejected" />
      <MisfitTable title="Values set to null" list={data} outcome="nulled" />
    </>
  );
}
