import { uploadApi } from "#lib/upload/client.ts";
import { crc32OfBlob } from "#lib/upload/crc32-of-blob.ts";
import { putInBrowser } from "#lib/upload/put-in-browser.ts";
import { Transfer } from "#lib/upload/transfer.ts";
import { NO_FILES, type TransferSnapshot } from "#lib/upload/transfer-progress.ts";

/** Outside React, so that an upload goes on while its page is left for another one of ours. */
const transfers = new Map<string, Transfer>();

export const findTransfer = (datasetId: string | null): Transfer | undefined => transfers.get(datasetId ?? "");

export function transferFor(datasetId: string): Transfer {
  const transfer =
    findTransfer(datasetId) ?? new Transfer(datasetId, { api: uploadApi(), put: putInBrowser, crc32: crc32OfBlob });
  transfers.set(datasetId, transfer);
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
