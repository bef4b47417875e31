import { uploadApi } from "#lib/upload/client.ts";
import { putInBrowser } from "#lib/upload/put-in-browser.ts";
import { Transfer } from "#lib/upload/transfer.ts";
import { NO_FILES, type TransferSnapshot } from "#lib/upload/transfer-progress.ts";
import { claimFile } from "./browser/claim-file.ts";
import { connection } from "./browser/connection.ts";
import { crc32OffThread } from "./browser/crc32-off-thread.ts";
import { guardWhileMoving } from "./browser/while-moving.ts";

/** Outside React, so that an upload goes on while its page is left for another one of ours. */
const transfers = new Map<string, Transfer>();
const whenOpened = new Set<() => void>();

export const findTransfer = (datasetId: string | null): Transfer | undefined => transfers.get(datasetId ?? "");

export function transferFor(datasetId: string): Transfer {
  return findTransfer(datasetId) ?? openTransfer(datasetId);
}

/** Tells of everything that happens to a dataset's transfer, its beginning included. */
export function watchTransfer(datasetId: string | null, listener: () => void): () => void {
  let stop = findTransfer(datasetId)?.subscribe(listener);
  const lookAgain = () => {
    if (stop) return;
    stop = findTransfer(datasetId)?.subscribe(listener);
    if (stop) listener();
  };
  whenOpened.add(lookAgain);
  return () => {
    whenOpened.delete(lookAgain);
    stop?.();
  };
}

function openTransfer(datasetId: string): Transfer {
  const transfer = new Transfer(datasetId, {
    api: uploadApi(),
    put: putInBrowser,
    crc32: crc32OffThread,
    claim: claimFile,
    connection,
  });
  guardWhileMoving(transfer);
  transfers.set(datasetId, transfer);
  for (const tell of whenOpened) tell();
  return transfer;
}

/** What nobody transfers yet. */
export const NOTHING_SENT: TransferSnapshot = {
  files: [],
  counts: NO_FILES,
  bytes: 0,
  sentBytes: 0,
  savedBytes: 0,
  sentAgainBytes: 0,
  concurrency: 0,
  bytesPerSecond: 0,
  secondsLeft: null,
  isActive: false,
  isMoving: false,
};
