"use client";

import { Group, Text } from "@mantine/core";
import { Duplicates } from "#components/dataset/duplicates.tsx";
import { FilesTable } from "#components/dataset/files-table.tsx";
import { OpenJobs } from "#components/dataset/open-jobs.tsx";
import { OverBudget } from "#components/dataset/over-budget.tsx";
import { RowAccounting } from "#components/dataset/row-accounting.tsx";
import { VersionFacts } from "#components/dataset/version-facts.tsx";
import { Announcement } from "#components/ui/announcement.tsx";
import { ButtonLink } from "#components/ui/links.tsx";
import { Meter } from "#components/ui/meter.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Section } from "#components/ui/section.tsx";
import { formatCount, plural } from "#lib/platform/format.ts";
import type { DatasetView } from "#lib/upload/contract.ts";

/** Converting and clustering as they go, then what came of them. `at` is when the server said so (ms). */
export function Conversion({ dataset, at }: { dataset: DatasetView; at: number }) {
  const { id, files, jobs, stage, version } = dataset;
  return (
    <>
      {stage === "converting" && <Overall dataset={dataset} at={at} />}
      <OpenJobs jobs={jobs} at={at} />
      <OverBudget dataset={dataset} />
      {stage !== "failed" && <Duplicates dataset={dataset} />}
      {stage === "failed" && <NothingMade datasetId={id} />}
      {stage === "ready" && version && (
        <>
          <VersionFacts version={version} rows={files.rows} />
          <Group mb="xl">
            <ButtonLink size="md" href={`/datasets/${id}/run`}>
              Choose a strategy
            </ButtonLink>
            <ButtonLink size="md" variant="default" href={`/datasets/${id}`}>
              See the dataset
            </ButtonLink>
          </Group>
        </>
      )}
      <RowAccounting rows={files.rows} />
      <FilesTable datasetId={id} rows={files.rows} />
    </>
  );
}

function Overall({ dataset: { files }, at }: { dataset: DatasetView; at: number }) {
  const { converted = 0, failed = 0, confirmed = 0 } = files.byState;
  const total = converted + confirmed;
  const words =
    confirmed === 0
      ? "Clustering by ticker and date"
      : `${formatCount(converted)} of ${plural(total, "file")} converted`;
  return (
    <Section title="Converting" note={failed > 0 ? `${words}, ${formatCount(failed)} failed` : words}>
      <Meter label="Files converted" done={converted} total={total} text={words} />
      <Announcement text={words} at={at} />
    </Section>
  );
}

const NothingMade = ({ datasetId }: { datasetId: string }) => (
  <Notice tone="warning" title="No Parquet was made">
    <Text mb="sm">Look at the sentences of the files. Another answer for the columns can be enough.</Text>
    <ButtonLink variant="default" href={`/datasets/${datasetId}/columns`}>
      Back to the columns
    </ButtonLink>
  </Notice>
);
