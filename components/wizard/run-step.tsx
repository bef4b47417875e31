"use client";

import { useQuery } from "@tanstack/react-query";
import { DatasetTitle } from "#components/dataset/dataset-title.tsx";
import { Duplicates } from "#components/dataset/duplicates.tsx";
import { nextStep } from "#components/dataset/stage.ts";
import { ButtonLink, TextLink } from "#components/ui/links.tsx";
import { QueryFailed, StateMessage } from "#components/ui/state-message.tsx";
import { WaitingRows } from "#components/ui/waiting.tsx";
import { plural } from "#lib/platform/format.ts";
import { datasetQuery } from "#lib/upload/client.ts";
import type { DatasetView } from "#lib/upload/contract.ts";
import { RunForm } from "./run-form.tsx";
import { Steps } from "./steps.tsx";

/** Step four: choose a strategy and run it on the newest version. */
export function RunStep({ datasetId }: { datasetId: string }) {
  const { data: dataset, error, refetch } = useQuery(datasetQuery(datasetId));
  return (
    <>
      <DatasetTitle title={dataset?.name ?? "Run"} under={dataset?.version && <VersionWords dataset={dataset} />} />
      <Steps current="run" datasetId={datasetId} />
      {error && !dataset && <QueryFailed what="This dataset" error={error} onRetry={refetch} />}
      {!error && !dataset && <WaitingRows what="the dataset" rows={6} />}
      {dataset && !dataset.version && <NotReady dataset={dataset} />}
      {dataset?.version && <Duplicates dataset={dataset} />}
      {dataset?.version && <RunForm datasetId={datasetId} version={dataset.version} />}
    </>
  );
}

const VersionWords = ({ dataset: { id, version } }: { dataset: DatasetView }) => (
  <>
    <TextLink href={`/datasets/${id}`}>Version {version?.number}</TextLink>
    {version?.tickers != null && <> · {plural(version.tickers, "ticker")}</>}
    {version?.sectors != null && <> · {plural(version.sectors, "sector")}</>}
  </>
);

function NotReady({ dataset: { id, stage } }: { dataset: DatasetView }) {
  const step = nextStep(id, stage);
  return (
    <StateMessage
      title="This dataset cannot be run yet"
      action={step && <ButtonLink href={step.href}>{step.words}</ButtonLink>}
    >
      A strategy needs converted files. They are made once the columns are confirmed.
    </StateMessage>
  );
}
