"use client";

import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useQueryState } from "nuqs";
import { useState } from "react";
import { DatasetTitle } from "#components/dataset/dataset-title.tsx";
import { Steps } from "#components/wizard/steps.tsx";
import { datasetQuery } from "#lib/upload/client.ts";
import type { Source } from "#lib/upload/transfer-file.ts";
import { type Chosen, joined } from "./chosen-files.ts";
import { ChosenList } from "./chosen-list.tsx";
import { DropZone } from "./drop-zone.tsx";
import { LeftOut } from "./left-out.tsx";
import { StartUpload } from "./start-upload.tsx";
import { TransferPanel } from "./transfer-panel.tsx";
import { useLeaveWarning } from "./use-leave-warning.ts";
import { useSending } from "./use-sending.ts";
import { useTransfer } from "./use-transfer.ts";

/** Step one: choose files, send them. `?dataset=` names the dataset once it exists. */
export function UploadStep() {
  const [datasetId, setDatasetId] = useQueryState("dataset");
  const [waiting, setWaiting] = useState<Source[]>([]);
  const [leftOut, setLeftOut] = useState<string[]>([]);
  const progress = useTransfer(datasetId);
  const { data: dataset } = useQuery({ ...datasetQuery(datasetId ?? ""), enabled: datasetId !== null });
  const send = useSending();
  useLeaveWarning(progress.isActive);

  const choose = (chosen: Chosen) => {
    setLeftOut(chosen.leftOut);
    if (datasetId) send(datasetId, chosen.sources);
    else setWaiting((earlier) => joined(earlier, chosen.sources));
  };
  const start = async (newId: string) => {
    send(newId, waiting);
    setWaiting([]);
    await setDatasetId(newId);
  };
  const isEmpty = waiting.length + progress.files.length === 0;
  return (
    <>
      <DatasetTitle title={datasetId ? (dataset?.name ?? "Add files") : "New dataset"} />
      <Steps current="files" />
      <Stack gap="md">
        {waiting.length > 0 && <StartUpload sources={waiting} onStart={start} />}
        {datasetId && progress.files.length > 0 && <TransferPanel datasetId={datasetId} progress={progress} />}
        <LeftOut paths={leftOut} />
        <DropZone onChoose={choose} compact={!isEmpty} />
        {waiting.length > 0 && <ChosenList sources={waiting} onChange={setWaiting} />}
      </Stack>
    </>
  );
}
