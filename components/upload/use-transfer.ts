import { useSyncExternalStore } from "react";
import type { TransferSnapshot } from "#lib/upload/transfer-progress.ts";
import { findTransfer, NOTHING_SENT } from "./transfers.ts";

/** The dataset's transfer as it goes. */
export function useTransfer(datasetId: string | null): TransferSnapshot {
  const transfer = findTransfer(datasetId);
  return useSyncExternalStore(transfer?.subscribe ?? neverChanges, transfer?.getSnapshot ?? nothingSent, nothingSent);
}

const neverChanges = () => () => {};
const nothingSent = () => NOTHING_SENT;
