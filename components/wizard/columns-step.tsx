"use client";

import { useQuery } from "@tanstack/react-query";
import { DatasetTitle } from "#components/dataset/dataset-title.tsx";
import { ButtonLink } from "#components/ui/links.tsx";
import { QueryFailed, StateMessage } from "#components/ui/state-message.tsx";
import { WaitingRows } from "#components/ui/waiting.tsx";
import { inspectionQuery } from "#lib/schema/client.ts";
import type { InspectionView } from "#lib/schema/contract.ts";
import { datasetQuery } from "#lib/upload/client.ts";
import { ColumnsEditor } from "./columns-editor.tsx";
import { FailedFiles } from "./failed-files.tsx";
import { InspectionProgress } from "./inspection-progress.tsx";
import { Steps } from "./steps.tsx";

/** Step two: what the columns mean. Waits until every file has been looked at. */
export function ColumnsStep({ datasetId }: { datasetId: string }) {
  const dataset = useQuery(datasetQuery(datasetId));
  const { data, error, refetch, dataUpdatedAt } = useQuery(inspectionQuery(datasetId));
  return (
    <>
      <DatasetTitle title={dataset.data?.name ?? "Columns"} />
      <Steps current="columns" datasetId={datasetId} />
      {error && !data && <QueryFailed what="The columns" error={error} onRetry={refetch} />}
      {!error && !data && <WaitingRows what="the columns" rows={8} />}
      {data && <Finding datasetId={datasetId} inspection={data} at={dataUpdatedAt} />}
    </>
  );
}

function Finding({ datasetId, inspection, at }: { datasetId: string; inspection: InspectionView; at: number }) {
  if (inspection.files.waiting > 0) return <InspectionProgress files={inspection.files} at={at} />;
  if (inspection.files.inspected === 0) return <NothingToConfirm datasetId={datasetId} />;
  return <ColumnsEditor key={cutOf(inspection)} datasetId={datasetId} inspection={inspection} />;
}

/** Files that have other columns, or are cut otherwise, are begun with anew. */
const cutOf = ({ recipe }: InspectionView): string =>
  JSON.stringify([recipe.dialect.decisions, recipe.columns.map(({ source }) => source)]);

const NothingToConfirm = ({ datasetId }: { datasetId: string }) => (
  <>
    <FailedFiles datasetId={datasetId} />
    <StateMessage
      title="No file could be read"
      action={<ButtonLink href={`/datasets/new?dataset=${datasetId}`}>Add other files</ButtonLink>}
    >
      Every file of this dataset has a sentence that says what is wrong with it. Read it another way, or repair the
      files and add them again.
    </StateMessage>
  </>
);
