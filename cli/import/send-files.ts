import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { failed } from "#cli/client/failure.ts";
import { awaitInterrupt } from "#cli/client/interrupt.ts";
import type { Progress } from "#cli/client/progress-line.ts";
import type { Server } from "#lib/platform/fetch-json.ts";
import { formatBytes, formatDuration, formatPercent, plural } from "#lib/platform/format.ts";
import { listFiles, uploadApi } from "#lib/upload/client.ts";
import { type FileView, PAUSED_UPLOAD_DAYS } from "#lib/upload/contract.ts";
import { crc32InNode } from "#lib/upload/crc32-in-node.ts";
import { openLocalBlob } from "#lib/upload/local-blob.ts";
import { putInNode } from "#lib/upload/put-in-node.ts";
import { shownName } from "#lib/upload/shown-name.ts";
import { Transfer } from "#lib/upload/transfer.ts";
import type { Source } from "#lib/upload/transfer-file.ts";
import type { TransferSnapshot } from "#lib/upload/transfer-progress.ts";
import { whyUnsent } from "./differs.ts";
import type { LocalFile } from "./local-files.ts";

/** A file that did not reach the dataset, and why. */
export interface Unsent {
  name: string;
  bytes: number;
  failure: string;
}

/** A file that was not sent because the dataset has its bytes, and under which name if it is another one. */
export interface Skipped {
  name: string;
  bytes: number;
  note: string;
}

export interface Sent {
  /** Of all files, whatever became of them. */
  names: string[];
  sent: number;
  skipped: Skipped[];
  unsent: Unsent[];
}

/** Sends the files that the dataset does not have yet, each from where an earlier try left it. Throws a sentence when it is interrupted. */
export async function sendFiles(
  datasetId: string,
  { files, replace }: { files: LocalFile[]; replace: boolean },
  server: Server,
  progress: Progress,
): Promise<Sent> {
  const { files: there } = await listFiles(datasetId, server);
  const byPath = new Map(there.map((file) => [file.path, file]));
  const transfer = new Transfer(datasetId, { api: uploadApi(server), put: putInNode, crc32: crc32InNode });
  const stop = transfer.subscribe(() => {
    const snapshot = transfer.getSnapshot();
    if (snapshot.files.length > 0) progress.show(transferWords(snapshot));
  });
  for (const file of files) {
    const source = { ...(await sourceOf(file)), replace };
    if (!(await isThere(file, source, byPath.get(shownName(file.name))))) transfer.add([source]);
  }
  const { interrupted, forget } = awaitInterrupt();
  const end = await Promise.race([transfer.settled(), interrupted]);
  stop();
  forget();
  if (end !== "interrupted") return { names: files.map(({ name }) => name), ...outcomeOf(end) };
  transfer.pauseAll();
  progress.clear();
  throw failed(stoppedSentence(transfer.getSnapshot()));
}

function outcomeOf({ files, counts }: TransferSnapshot): Omit<Sent, "names"> {
  const skipped = files.filter(({ state }) => state === "skipped");
  const unsent = files.filter(({ state }) => state === "failed");
  return {
    sent: counts.done,
    skipped: skipped.map(({ path, bytes, note }) => ({ name: path, bytes, note: note ?? "Already here" })),
    unsent: unsent.map(({ path: name, bytes, failure, differs }) => ({
      name,
      bytes,
      failure: whyUnsent(failure ?? "It was not sent.", differs),
    })),
  };
}

const stoppedSentence = ({ counts, files, bytes, sentBytes }: TransferSnapshot): string =>
  `Stopped with ${counts.done + counts.skipped} of ${plural(files.length, "file")} in the dataset (${formatPercent(sentBytes / Math.max(1, bytes), 0)} of the bytes). ` +
  `What has arrived of the others is kept for ${PAUSED_UPLOAD_DAYS} days: give the same command again to go on.`;

async function sourceOf({ name, location }: LocalFile): Promise<Source> {
  const [blob, { mtimeMs }] = await Promise.all([openLocalBlob(location), stat(location)]);
  return { path: name, blob, lastModified: Math.round(mtimeMs) };
}

/** A file of the same name and size that arrived without a checksum, so that only its SHA-256 can tell, once there is one. */
async function isThere({ location }: LocalFile, { blob }: Source, stored: FileView | undefined): Promise<boolean> {
  if (!stored || stored.crc32 !== null || ["uploading", "failed", "cancelled"].includes(stored.state)) return false;
  if (stored.bytes !== blob.size) return false;
  return stored.sha256 === null || stored.sha256 === (await sha256Of(location));
}

async function sha256Of(location: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(location), hash);
  return hash.digest("hex");
}

function transferWords({ counts, files, bytes, sentBytes, bytesPerSecond, secondsLeft }: TransferSnapshot): string {
  const share = bytes > 0 ? ` (${formatPercent(sentBytes / bytes, 0)})` : "";
  const line = counts.offline > 0 && counts.sending === 0 ? ", waiting for the connection" : "";
  const rate = bytesPerSecond > 0 ? `, ${formatBytes(Math.round(bytesPerSecond))}/s` : "";
  const left = secondsLeft && secondsLeft > 1 ? `, ${formatDuration(secondsLeft * 1_000)} left` : "";
  const there = counts.done + counts.skipped;
  return `Uploading: ${there} of ${plural(files.length, "file")}, ${formatBytes(sentBytes)}${share}${line || rate + left}`;
}
