import { MAX_SIGNATURES_PER_REQUEST } from "./contract.ts";
import { bytesOfPart } from "./part-plan.ts";
import type { TransferFile } from "./transfer-file.ts";

/** Signatures expire, so no more is signed ahead than a slow line sends in a few minutes. */
const SIGNED_AHEAD_BYTES = 256 * 2 ** 20;

/** A part that waits for its turn. */
export interface Part {
  file: TransferFile;
  number: number;
}

/** Takes from the front of the queue the parts to sign next, over several files; parts of files that are over fall away. */
export function takeBatch(queue: Part[]): Part[] {
  const batch: Part[] = [];
  let bytes = 0;
  let taken = 0;
  for (const part of queue) {
    if (batch.length === MAX_SIGNATURES_PER_REQUEST || bytes >= SIGNED_AHEAD_BYTES) break;
    taken++;
    if (part.file.isOver) continue;
    batch.push(part);
    if (part.file.ticket) bytes += bytesOfPart(part.file.ticket, part.number);
  }
  queue.splice(0, taken);
  return batch;
}
