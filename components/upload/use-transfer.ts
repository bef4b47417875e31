import { useCallback, useSyncExternalStore } from "react";
import type { TransferSnapshot } from "#lib/upload/transfer-progress.ts";
import { findTransfer, NOTHING_SENT, watchTransfer } from "./transfers.ts";

/** The dataset's transfer as it goes. */
export function useTransfer(datasetId: string | null): TransferSnapshot {
  const watch = useCallback((listener: () => void) => watchTransfer(datasetId, listener), [datasetId]);
  return useSyncExternalStore(watch, () => findTransfer(datasetId)?.getSnapshot() ?? NOTHING_SENT, nothingSent);
}

const nothingSent = () => NOTHING_SENT;
