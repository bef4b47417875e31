"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { DatasetTitle } from "#components/dataset/dataset-title.tsx";
import { ButtonLink } from "#components/ui/links.tsx";
import { QueryFailed, StateMessage } from "#components/ui/state-message.tsx";
import { WaitingRows } from "#components/ui/waiting.tsx";
import { inspectionQuery } from "#lib/schema/client.ts";
import type { InspectionView } from "#lib/schema/inspection-view.ts";
import { datasetQuery } from "#lib/upload/client.ts";
import { ColumnsEditor } from "./columns-editor.tsx";
import type { Draft } from "./draft.ts";
import { FailedFiles } from "./failed-files.tsx";
import { InspectionProgress } from "./inspection-progress.tsx";
import { Steps } from "./steps.tsx";
import { useAside } from "./use-aside.ts";

/** Step two: what the columns mean. Waits until every file has been looked at. */
export function ColumnsStep({ datasetId }: { datasetId: string }) {
  const dataset = useQuery(datasetQuery(datasetId));
  const [aside, follow] = useAside(datasetId);
  // What was found stays in sight while it is asked for again, without a file that is only looked up.
  const { data, error, refetch, dataUpdatedAt } = useQuery({
    ...inspectionQuery(datasetId, aside),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <DatasetTitle title={dataset.data?.name ?? "Columns"} />
      <Steps current="columns" datasetId={datasetId} />
      {error && !data && <QueryFailed what="The columns" error={error} onRetry={refetch} />}
      {!error && !data && <WaitingRows what="the columns" rows={8} />}
      {data && <Finding datasetId={datasetId} inspection={data} at={dataUpdatedAt} onDraft={follow} />}
    </>
  );
}

interface FindingProps {
  datasetId: string;
  inspection: InspectionView;
  at: number;
  onDraft: (draft: Draft) => void;
}

function Finding({ datasetId, inspection, at, onDraft }: FindingProps) {
  if (inspection.files.waiting > 0) return <InspectionProgress files={inspection.files} at={at} />;
  if (inspection.files.inspected === 0) return <NothingToConfirm datasetId={datasetId} />;
  const { decisions } = inspection.recipe.dialect;
  // Files that are cut otherwise are begun with anew.
  return (
    <ColumnsEditor key={JSON.stringify(decisions)} datasetId={datasetId} inspection={inspection} onDraft={onDraft} />
  );
}

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
