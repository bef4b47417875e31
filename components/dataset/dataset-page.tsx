"use client";

import { useQuery } from "@tanstack/react-query";
import { ButtonLink } from "#components/ui/links.tsx";
import { QueryFailed } from "#components/ui/state-message.tsx";
import { WaitingRows } from "#components/ui/waiting.tsx";
import { UploadsHere } from "#components/upload/uploads-here.tsx";
import { formatBytes, plural } from "#lib/platform/format.ts";
import { datasetQuery } from "#lib/upload/client.ts";
import type { DatasetView } from "#lib/upload/contract.ts";
import { ConfirmedColumns } from "./confirmed-columns.tsx";
import { DatasetTitle } from "./dataset-title.tsx";
import { Duplicates } from "./duplicates.tsx";
import { FilesTable } from "./files-table.tsx";
import { OpenJobs } from "./open-jobs.tsx";
import { OverBudget } from "./over-budget.tsx";
import { RunsTable } from "./runs-table.tsx";
import { nextStep } from "./stage.ts";
import { StageBadge } from "./stage-badge.tsx";
import { SweepsTable } from "./sweeps-table.tsx";
import { VersionFacts } from "./version-facts.tsx";

export function DatasetPage({ datasetId }: { datasetId: string }) {
  const { data: dataset, error, refetch, dataUpdatedAt } = useQuery(datasetQuery(datasetId));
  if (error && !dataset) return <QueryFailed isPage what="This dataset" error={error} onRetry={refetch} />;
  if (!dataset) return <WaitingRows what="the dataset" rows={8} />;
  return (
    <>
      <DatasetTitle
        title={dataset.name}
        under={<Summary dataset={dataset} />}
        actions={<Actions dataset={dataset} />}
      />
      <UploadsHere datasetId={datasetId} />
      <OpenJobs jobs={dataset.jobs} at={dataUpdatedAt} />
      <OverBudget dataset={dataset} />
      <Duplicates dataset={dataset} />
      {dataset.version && <VersionFacts version={dataset.version} rows={dataset.files.rows} />}
      {dataset.version && <RunsTable runs={dataset.runs} datasetId={datasetId} />}
      {dataset.version && <SweepsTable datasetId={datasetId} />}
      <FilesTable datasetId={datasetId} rows={dataset.files.rows} />
      {dataset.stage !== "empty" && <ConfirmedColumns datasetId={datasetId} />}
    </>
  );
}

const Summary = ({ dataset: { files, stage } }: { dataset: DatasetView }) => (
  <>
    <StageBadge stage={stage} /> {plural(files.count, "file")} · {formatBytes(files.bytes)}
  </>
);

function Actions({ dataset: { id, stage } }: { dataset: DatasetView }) {
  const step = nextStep(id, stage);
  return (
    <>
      <ButtonLink variant="default" href={`/datasets/new?dataset=${id}`}>
        Add files
      </ButtonLink>
      {step && <ButtonLink href={step.href}>{step.words}</ButtonLink>}
    </>
  );
}
