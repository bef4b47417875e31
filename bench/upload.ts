import { open } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { localUser, type User } from "#lib/platform/session.ts";
import { abortMultipart, createMultipart, presignPart } from "#lib/platform/storage.ts";
import { completeUpload } from "#lib/upload/complete-upload.ts";
import { crc32InNode } from "#lib/upload/crc32-in-node.ts";
import { inLanes } from "#lib/upload/lanes.ts";
import { openLocalBlob } from "#lib/upload/local-blob.ts";
import { choosePartBytes, planParts, rangeOfPart } from "#lib/upload/part-plan.ts";
import { putInNode } from "#lib/upload/put-in-node.ts";
import { startUploads } from "#lib/upload/registration/start-uploads.ts";
import { Transfer } from "#lib/upload/transfer.ts";
import type { Source } from "#lib/upload/transfer-file.ts";
import type { UploadApi } from "#lib/upload/transfer-requests.ts";
import { cancelUpload, createDataset, signParts } from "#lib/upload/upload.ts";
import { openServices } from "./services.ts";
import { timed } from "./stages.ts";

/** Fewest and most parts that a transfer has under way by itself. */
const BARE_LANES = [6, 12];

export interface UploadBenchOptions {
  /** Of one large file; as much again comes in small ones. */
  megabytes: number;
  runs: number;
}

export interface UploadBenchResult {
  machine: { cpu: string; cores: number; memoryGb: number };
  bytes: number;
  files: number;
  /** Megabytes per second, each the best of all runs, which other work on the machine disturbed least. */
  rates: { transfer: number; bare: number };
  /** The transfer's rate over the bare loop's. */
  ratio: number;
  /** Resident memory of this process at its highest, in bytes. */
  peakBytes: number;
}

/** Sends the same files with a Transfer and with a bare loop of parallel PUTs, by turns, to the same object store. */
export async function benchUpload(
  options: UploadBenchOptions,
  report: (line: string) => void,
): Promise<UploadBenchResult> {
  const services = await openServices();
  try {
    report("Writing the files");
    const sources = await writeFiles(services.dir, options.megabytes);
    const bytes = sources.reduce((total, { blob }) => total + blob.size, 0);
    const best = { transfer: 0, bare: 0 };
    let peakBytes = 0;
    for (let run = 1; run <= options.runs; run++) {
      report(`Round ${run} of ${options.runs}`);
      for (const lanes of BARE_LANES) best.bare = Math.max(best.bare, await rate(bytes, () => putBare(sources, lanes)));
      best.transfer = Math.max(best.transfer, await rate(bytes, () => transferAll(sources, run)));
      peakBytes = Math.max(peakBytes, process.resourceUsage().maxRSS * 1_024);
    }
    const rates = { transfer: Math.round(best.transfer), bare: Math.round(best.bare) };
    const ratio = Math.round((best.transfer / best.bare) * 100) / 100;
    return { machine: machine(), bytes, files: sources.length, rates, ratio, peakBytes };
  } finally {
    await services.close();
  }
}

/** One large file and sixteen small ones that have as much in all. */
async function writeFiles(dir: string, megabytes: number): Promise<Source[]> {
  const sizes = [megabytes, ...Array.from({ length: 16 }, () => megabytes / 16)];
  const sources: Source[] = [];
  for (const [index, size] of sizes.entries()) {
    const path = `bench-${index}.csv`;
    const location = join(dir, path);
    const file = await open(location, "w");
    for (let piece = 0; piece < size; piece++) await file.write(Buffer.alloc(1_000_000, `${index},${piece},1.5\n`));
    await file.close();
    sources.push({ path, blob: await openLocalBlob(location), lastModified: null });
  }
  return sources;
}

/** Every part with its own signature and nothing else: no checksums, no rows, no second try; the parts are then thrown away. */
async function putBare(sources: Source[], lanes: number): Promise<void> {
  const parts: { key: string; uploadId: string; number: number; body: Blob }[] = [];
  for (const { path, blob } of sources) {
    const plan = planParts(blob.size, choosePartBytes(blob.size));
    const key = `bare/${path}`;
    const uploadId = await createMultipart(key, "text/csv");
    for (let number = 1; number <= plan.partCount; number++) {
      const { start, end } = rangeOfPart(plan, number);
      parts.push({ key, uploadId, number, body: blob.slice(start, end) });
    }
  }
  const { signal } = new AbortController();
  await inLanes(lanes, parts, async ({ key, uploadId, number, body }) => {
    const { url } = await presignPart(key, uploadId, { number, bytes: body.size, crc32: null });
    await putInNode(url, body, { signal, onProgress: () => {} });
  });
  const uploads = new Map(parts.map(({ uploadId, key }) => [uploadId, key]));
  for (const [uploadId, key] of uploads) await abortMultipart(key, uploadId);
}

async function transferAll(sources: Source[], run: number): Promise<void> {
  const owner = await localUser();
  const { id } = await createDataset(owner, { name: `upload ${run}` });
  const transfer = new Transfer(id, { api: verbsOf(owner), put: putInNode, crc32: crc32InNode });
  transfer.add(sources);
  const { counts } = await transfer.settled();
  if (counts.done !== sources.length) throw new Error(`Only ${counts.done} of ${sources.length} files arrived.`);
}

const verbsOf = (owner: User): UploadApi => ({
  registerFiles: (datasetId, files) => startUploads(owner, datasetId, files),
  signParts: (datasetId, parts) => signParts(owner, datasetId, parts),
  completeFile: (fileId, parts) => completeUpload(owner, fileId, parts),
  cancelFile: (fileId) => cancelUpload(owner, fileId),
});

const machine = () => {
  const [cpu] = cpus();
  return { cpu: cpu?.model ?? "unknown", cores: cpus().length, memoryGb: Math.round(totalmem() / 2 ** 30) };
};

/** Megabytes per second. */
const rate = async (bytes: number, work: () => Promise<void>): Promise<number> => bytes / (await timed(work)) / 1_000;
