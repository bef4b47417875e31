import { useCallback, useSyncExternalStore } from "react";
import type { TransferSnapshot } from "#lib/upload/transfer-progress.ts";
import { findTransfer, NOTHING_SENT, watchTransfer } from "./transfers.ts";

/** Each drawing takes the processor from the checksums and from the sending. */
const SHOWN_EVERY_MS = 250;

/** The dataset's transfer as it goes, drawn anew four times a second at most. */
export function useTransfer(datasetId: string | null): TransferSnapshot {
  const watch = useCallback((listener: () => void) => atMostEvery(listener, datasetId), [datasetId]);
  return useSyncExternalStore(watch, () => findTransfer(datasetId)?.getSnapshot() ?? NOTHING_SENT, nothingSent);
}

function atMostEvery(listener: () => void, datasetId: string | null): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = watchTransfer(datasetId, () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      listener();
    }, SHOWN_EVERY_MS);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

const nothingSent = () => NOTHING_SENT;
