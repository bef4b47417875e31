import { formatPercent } from "#lib/platform/format.ts";
import type { ArrivedPart } from "./contract.ts";
import { toBase64 } from "./crc32.ts";
import { type TakeCrc32, wholeFrom } from "./fingerprint.ts";
import type { FileRun } from "./open-files.ts";
import { bytesOfPart } from "./part-plan.ts";
import { whyUnreadable } from "./put-part.ts";
import { CHANGED, type SendingFile } from "./sending-file.ts";

/** Compares a file with what the dataset or the store has of it: it is then skipped, sent again, or known by its parts that are right. */
export async function checkFile(run: FileRun, crc32: TakeCrc32): Promise<void> {
  const { file, signal } = run;
  const take: TakeCrc32 = async (bytes) => {
    try {
      return await crc32(bytes, signal);
    } catch (error) {
      signal.throwIfAborted();
      throw whyUnreadable(error);
    }
  };
  if (file.known) await compareWhole(run, take);
  else await compareParts(run, take);
}

async function compareWhole({ file, signal }: FileRun, take: TakeCrc32): Promise<void> {
  const { known, fingerprint, source } = file;
  if (!known) return;
  const whole = known.crc32
    ? (wholeFrom(fingerprint, source.blob.size) ?? (await take(source.blob, signal)))
    : undefined;
  signal.throwIfAborted();
  file.known = undefined;
  file.again = true;
  const isSame = whole !== undefined && toBase64(whole) === known.crc32;
  if (isSame) file.skip(known.where === source.path ? "Already here" : `Already here as ${known.where}`, known.crc32);
}

/** A part that differs will be sent again, so that nothing is ever put together from two files. */
async function compareParts({ file, signal }: FileRun, take: TakeCrc32): Promise<void> {
  const { ticket } = file;
  if (!ticket) return;
  for (let part = file.unchecked[0]; part; part = file.unchecked[0]) {
    const isRight = file.hasSent(part) || (await isInFile(part, file, (bytes) => take(bytes, signal)));
    signal.throwIfAborted();
    file.unchecked.shift();
    const bytes = bytesOfPart(ticket, part.number);
    if (isRight) file.endPart(part.number, { etag: part.etag, crc32: part.crc32 });
    if (isRight) file.savedBytes += bytes;
    else file.sentAgainBytes += bytes;
  }
  // Nothing can be saved of an empty file, nor have changed in it.
  if (ticket.bytes > 0) file.setNote(noteFor(file, ticket.bytes));
}

async function isInFile({ number, crc32 }: ArrivedPart, file: SendingFile, take: (bytes: Blob) => Promise<number>) {
  return crc32 !== null && toBase64(await take(file.bodyOf(number))) === crc32;
}

function noteFor({ savedBytes, sentAgainBytes }: SendingFile, bytes: number): string {
  const share = formatPercent(savedBytes / bytes, 0);
  if (savedBytes === 0) return CHANGED;
  return sentAgainBytes === 0 ? `Goes on at ${share}` : `Goes on at ${share}; what differs is sent again`;
}
