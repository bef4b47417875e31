"use client";

import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useQueryState } from "nuqs";
import { useState } from "react";
import { DatasetTitle } from "#components/dataset/dataset-title.tsx";
import { Steps } from "#components/wizard/steps.tsx";
import { datasetQuery } from "#lib/upload/client.ts";
import { type Chosen, joined, NOTHING_CHOSEN } from "./chosen-files.ts";
import { ChosenList } from "./chosen-list.tsx";
import { DropZone } from "./drop-zone.tsx";
import { FromBucket } from "./from-bucket.tsx";
import { LeftOut } from "./left-out.tsx";
import { StartUpload } from "./start-upload.tsx";
import { TransferPanel } from "./transfer-panel.tsx";
import { UnfinishedUploads } from "./unfinished-uploads.tsx";
import { UploadLimits } from "./upload-limits.tsx";
import { useSending } from "./use-sending.ts";
import { useTransfer } from "./use-transfer.ts";

/** Step one: choose files, send them. `?dataset=` names the dataset once it exists; `places`: what may be imported from in buckets. */
export function UploadStep({ places }: { places: string[] }) {
  const [datasetId, setDatasetId] = useQueryState("dataset");
  const [waiting, setWaiting] = useState(NOTHING_CHOSEN);
  const [leftOut, setLeftOut] = useState<string[]>([]);
  const progress = useTransfer(datasetId);
  const { data: dataset } = useQuery({ ...nameQuery(datasetId ?? ""), enabled: datasetId !== null });
  const send = useSending();

  const choose = (chosen: Chosen) => {
    setLeftOut(chosen.leftOut);
    if (datasetId) void send(datasetId, chosen);
    else setWaiting((earlier) => joined(earlier, chosen));
  };
  const start = async (newId: string) => {
    void send(newId, waiting);
    setWaiting(NOTHING_CHOSEN);
    await setDatasetId(newId);
  };
  const isEmpty = waiting.sources.length + progress.files.length === 0;
  return (
    <>
      <DatasetTitle title={datasetId ? (dataset?.name ?? "Add files") : "New dataset"} />
      <Steps current="files" />
      <Stack gap="md">
        {waiting.sources.length > 0 && <StartUpload sources={waiting.sources} onStart={start} />}
        {datasetId && progress.files.length > 0 && <TransferPanel datasetId={datasetId} progress={progress} />}
        {datasetId && !progress.isActive && <UnfinishedUploads datasetId={datasetId} hasZone />}
        <LeftOut paths={leftOut} />
        {isEmpty ? (
          <DropZone onChoose={choose} title="Drop CSV files or a folder here">
            Thousands at once are fine, also compressed. They go straight to your object store and stay as they are.
          </DropZone>
        ) : (
          <DropZone onChoose={choose} title="Add more" />
        )}
        {waiting.sources.length > 0 && (
          <ChosenList
            sources={waiting.sources}
            onChange={(sources) => setWaiting((earlier) => ({ ...earlier, sources }))}
          />
        )}
        {waiting.sources.length === 0 && places.length > 0 && (
          <FromBucket places={places} datasetId={datasetId} onTaken={setDatasetId} />
        )}
        <UploadLimits />
      </Stack>
    </>
  );
}

/** Only the name is shown, which does not change while files come. */
const nameQuery = (datasetId: string) => ({ ...datasetQuery(datasetId), refetchInterval: false as const });
