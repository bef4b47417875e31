"use client";

import { Button, Group } from "@mantine/core";
import { ButtonLink } from "#components/ui/links.tsx";
import { plural } from "#lib/platform/format.ts";
import type { TransferSnapshot } from "#lib/upload/transfer-progress.ts";
import { NOTHING_CHOSEN } from "./chosen-files.ts";
import { findTransfer } from "./transfers.ts";
import { useSending } from "./use-sending.ts";

interface TransferActionsProps {
  datasetId: string;
  progress: TransferSnapshot;
}

/** What can be done with all files at once. */
export function TransferActions({ datasetId, progress }: TransferActionsProps) {
  if (progress.isActive) return <WhileActive datasetId={datasetId} progress={progress} />;
  return <WhenOver datasetId={datasetId} progress={progress} />;
}

function WhileActive({ datasetId, progress: { counts } }: TransferActionsProps) {
  const transfer = findTransfer(datasetId);
  const canPause = counts.waiting + counts.sending + counts.offline + counts.elsewhere > 0;
  return (
    <Group gap="xs">
      {counts.paused > 0 && (
        <Button variant={canPause ? "default" : "filled"} onClick={() => transfer?.resumeAll()}>
          Resume all
        </Button>
      )}
      {canPause && (
        <Button variant="default" onClick={() => transfer?.pauseAll()}>
          Pause all
        </Button>
      )}
      <Button variant="default" onClick={() => transfer?.cancelAll()}>
        Cancel all
      </Button>
    </Group>
  );
}

function WhenOver({ datasetId, progress: { counts, files } }: TransferActionsProps) {
  const send = useSending();
  const transfer = findTransfer(datasetId);
  const begin = (again: () => void) => () => {
    again();
    void send(datasetId, NOTHING_CHOSEN);
  };
  const differing = files.filter(({ differs }) => differs).length;
  const failed = counts.failed - differing;
  return (
    <Group gap="xs">
      {differing > 0 && (
        <Button variant="default" onClick={begin(() => transfer?.replaceDiffering())}>
          Replace {plural(differing, "changed file")}
        </Button>
      )}
      {failed > 0 && (
        <Button variant="default" onClick={begin(() => transfer?.retryFailed())}>
          Try {plural(failed, "failed file")} again
        </Button>
      )}
      {counts.done > 0 && (
        <ButtonLink href={`/datasets/${datasetId}/columns`}>Go on with {plural(counts.done, "file")}</ButtonLink>
      )}
      {counts.done === 0 && counts.skipped > 0 && (
        <ButtonLink href={`/datasets/${datasetId}`}>See the dataset</ButtonLink>
      )}
    </Group>
  );
}
