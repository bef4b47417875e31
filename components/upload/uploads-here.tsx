"use client";

import { Section } from "#components/ui/section.tsx";
import { TransferPanel } from "./transfer-panel.tsx";
import { UnfinishedUploads } from "./unfinished-uploads.tsx";
import { useTransfer } from "./use-transfer.ts";

/** What this tab sends to a dataset; while it sends nothing, what was begun before and can be gone on with. */
export function UploadsHere({ datasetId }: { datasetId: string }) {
  const progress = useTransfer(datasetId);
  return (
    <>
      {progress.files.length > 0 && (
        <Section title="Uploads">
          <TransferPanel datasetId={datasetId} progress={progress} />
        </Section>
      )}
      {!progress.isActive && <UnfinishedUploads datasetId={datasetId} />}
    </>
  );
}
