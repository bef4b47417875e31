"use client";

import { useQuery } from "@tanstack/react-query";
import { DatasetTitle } from "#components/dataset/dataset-title.tsx";
import { ButtonLink } from "#components/ui/links.tsx";
import { QueryFailed, StateMessage } from "#components/ui/state-message.tsx";
import { WaitingRows } from "#components/ui/waiting.tsx";
import { datasetQuery } from "#lib/upload/client.ts";
import { SweepForm } from "./sweep-form.tsx";

/** Choose the values of each parameter and try all combinations on the newest version. */
export function SweepStep({ datasetId }: { datasetId: string }) {
  const { data: dataset, error, refetch } = useQuery(datasetQuery(datasetId));
  return (
    <>
      <DatasetTitle title={dataset?.name ?? "Try many parameters"} under="Many parameters in one pass over the data" />
      {error && !dataset && <QueryFailed what="This dataset" error={error} onRetry={refetch} />}
      {!error && !dataset && <WaitingRows what="the dataset" rows={6} />}
      {dataset && !dataset.version && (
        <StateMessage
          title="Nothing can be tried on this dataset yet"
          action={<ButtonLink href={`/datasets/${datasetId}`}>Go to the dataset</ButtonLink>}
        >
          A strategy needs converted files. They are made once the columns are confirmed.
        </StateMessage>
      )}
      {dataset?.version && <SweepForm datasetId={datasetId} rows={dataset.version.rows} />}
    </>
  );
}
