"use client";

import { useQuery } from "@tanstack/react-query";
import { DatasetTitle } from "#components/dataset/dataset-title.tsx";
import { ButtonLink } from "#components/ui/links.tsx";
import { QueryFailed, StateMessage } from "#components/ui/state-message.tsx";
import { WaitingRows } from "#components/ui/waiting.tsx";
import { inspectionQuery } from "#lib/schema/client.ts";
import type { InspectionView } from "#lib/schema/inspection-view.ts";
import { datasetQuery } from "#lib/upload/client.ts";
import type { DatasetView } from "#lib/upload/contract.ts";
import { CheckReview } from "./check-review.tsx";
import { Conversion } from "./conversion.tsx";
import { findDraft } from "./draft-storage.ts";
import { FailedFiles } from "./failed-files.tsx";
import { Steps } from "./steps.tsx";
import { useAside } from "./use-aside.ts";

/** Step three: what will happen, then how it goes. */
export function CheckStep({ datasetId }: { datasetId: string }) {
  const dataset = useQuery(datasetQuery(datasetId));
  const [aside] = useAside(datasetId);
  const inspection = useQuery(inspectionQuery(datasetId, aside));
  const error = dataset.error ?? inspection.error;
  return (
    <>
      <DatasetTitle title={dataset.data?.name ?? "Check"} />
      <Steps current="check" datasetId={datasetId} />
      {dataset.data && inspection.data ? (
        <Stage dataset={dataset.data} inspection={inspection.data} at={dataset.dataUpdatedAt} />
      ) : error ? (
        <QueryFailed
          what="The check"
          error={error}
          onRetry={() => Promise.all([dataset.refetch(), inspection.refetch()])}
        />
      ) : (
        <WaitingRows what="the check" rows={6} />
      )}
    </>
  );
}

function Stage({ dataset, inspection, at }: { dataset: DatasetView; inspection: InspectionView; at: number }) {
  const isUnread = inspection.files.waiting > 0 || inspection.files.inspected === 0;
  const isUnconfirmed = dataset.stage === "confirm" || findDraft(dataset.id) !== undefined;
  if (dataset.stage === "converting" || (inspection.confirmed && !isUnconfirmed))
    return <Conversion dataset={dataset} at={at} />;
  if (isUnread) return <NotYet datasetId={dataset.id} />;
  return (
    <>
      <FailedFiles datasetId={dataset.id} />
      <CheckReview dataset={dataset} inspection={inspection} />
    </>
  );
}

const NotYet = ({ datasetId }: { datasetId: string }) => (
  <StateMessage
    title="The columns are not known yet"
    action={<ButtonLink href={`/datasets/${datasetId}/columns`}>Go to the columns</ButtonLink>}
  >
    A sample of every file is read first. Then its columns can be confirmed.
  </StateMessage>
);
