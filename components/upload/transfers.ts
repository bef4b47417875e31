import { uploadApi } from "#lib/upload/client.ts";
import { putInBrowser } from "#lib/upload/put-in-browser.ts";
import { Transfer } from "#lib/upload/transfer.ts";
import type { TransferSnapshot } from "#lib/upload/transfer-progress.ts";

/** Outside React, so that an upload goes on while its page is left for another one of ours. */
const transfers = new Map<string, Transfer>();

export const findTransfer = (datasetId: string | null): Transfer | undefined => transfers.get(datasetId ?? "");

export function transferFor(datasetId: string): Transfer {
  const transfer = findTransfer(datasetId) ?? new Transfer(datasetId, { api: uploadApi(), put: putInBrowser });
  transfers.set(datasetId, transfer);
  return transfer;
}

/** What nobody transfers yet. */
export const NOTHING_SENT: TransferSnapshot = {
  files: [],
  counts: { waiting: 0, sending: 0, verifying: 0, done: 0, failed: 0, cancelled: 0 },
  bytes: 0,
  sentBytes: 0,
  bytesPerSecond: 0,
  secondsLeft: null,
  isActive: false,
};
