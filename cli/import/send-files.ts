import { createHash } from "node:crypto";
import { createReadStream, openAsBlob } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import type { Progress } from "#cli/client/progress-line.ts";
import type { Server } from "#lib/platform/fetch-json.ts";
import { formatBytes, formatDuration, formatPercent, plural } from "#lib/platform/format.ts";
import { listFiles, uploadApi } from "#lib/upload/client.ts";
import type { FileView } from "#lib/upload/contract.ts";
import { crc32InNode } from "#lib/upload/crc32-in-node.ts";
import { putInNode } from "#lib/upload/put-in-node.ts";
import { shownName } from "#lib/upload/shown-name.ts";
import { Transfer } from "#lib/upload/transfer.ts";
import type { Source } from "#lib/upload/transfer-file.ts";
import type { TransferSnapshot } from "#lib/upload/transfer-progress.ts";
import type { LocalFile } from "./local-files.ts";

/** A file that did not reach the dataset, and why. */
export interface Unsent {
  name: string;
  bytes: number;
  failure: string;
}

/** Sends the files that the dataset does not have yet; resolves to how many it took, and to those it did not take. */
export async function sendFiles(
  datasetId: string,
  files: LocalFile[],
  server: Server,
  progress: Progress,
): Promise<{ sent: number; unsent: Unsent[] }> {
  const { files: there } = await listFiles(datasetId, server);
  const byPath = new Map(there.map((file) => [file.path, file]));
  const transfer = new Transfer(datasetId, { api: uploadApi(server), put: putInNode, crc32: crc32InNode });
  const stop = transfer.subscribe(() => {
    const snapshot = transfer.getSnapshot();
    if (snapshot.files.length > 0) progress.show(transferWords(snapshot));
  });
  for (const file of files) {
    const source = await sourceOf(file);
    if (!(await isThere(file, source, byPath.get(shownName(file.name))))) transfer.add([source]);
  }
  const { files: ended, counts } = await transfer.settled();
  stop();
  const unsent = ended.filter(({ state }) => state === "failed");
  return {
    sent: counts.done,
    unsent: unsent.map(({ path, bytes, failure }) => ({ name: path, bytes, failure: failure ?? "It was not sent." })),
  };
}

async function sourceOf({ name, location }: LocalFile): Promise<Source> {
  const [blob, { mtimeMs }] = await Promise.all([openAsBlob(location), stat(location)]);
  return { path: name, blob, lastModified: Math.round(mtimeMs) };
}

/** A file of the same name that has arrived and, as far as is known, has the same bytes; one with others is for the server to refuse. */
async function isThere({ location }: LocalFile, { blob }: Source, stored: FileView | undefined): Promise<boolean> {
  if (!stored || ["uploading", "failed", "cancelled"].includes(stored.state)) return false;
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
  const rate = bytesPerSecond > 0 ? `, ${formatBytes(Math.round(bytesPerSecond))}/s` : "";
  const left = secondsLeft && secondsLeft > 1 ? `, ${formatDuration(secondsLeft * 1_000)} left` : "";
  return `Uploading: ${counts.done} of ${plural(files.length, "file")}, ${formatBytes(sentBytes)}${share}${rate}${left}`;
}
