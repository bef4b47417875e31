import { openAsBlob } from "node:fs";
import { basename } from "node:path";
import { clusterDataset } from "#lib/convert/cluster.ts";
import { convertFile } from "#lib/convert/convert.ts";
import { markConversionFailed } from "#lib/convert/queries.ts";
import { db } from "#lib/platform/db.ts";
import { HEAVY_SLOTS, type JobKind, LIGHT_SLOTS } from "#lib/platform/jobs/kinds.ts";
import { enqueue } from "#lib/platform/jobs/queue.ts";
import { type JobHandler, runJob } from "#lib/platform/jobs/run-job.ts";
import { localUser } from "#lib/platform/session.ts";
import { PLAIN_DIALECT, type Recipe, RecipeColumn } from "#lib/schema/contract.ts";
import type { RunView } from "#lib/strategy/contract.ts";
import { executeRun } from "#lib/strategy/execute.ts";
import { getRun, startRun } from "#lib/strategy/strategy.ts";
import { completeUpload } from "#lib/upload/complete-upload.ts";
import type { CompletedPart } from "#lib/upload/contract.ts";
import { toBase64 } from "#lib/upload/crc32.ts";
import { crc32InNode } from "#lib/upload/crc32-in-node.ts";
import { rangeOfPart } from "#lib/upload/part-plan.ts";
import { putInNode } from "#lib/upload/put-in-node.ts";
import { startUploads } from "#lib/upload/registration/start-uploads.ts";
import { createDataset, signParts } from "#lib/upload/upload.ts";
import { convertHere } from "./convert-here.ts";

/** The simulator's four columns, as a person would confirm them. */
const RECIPE: Recipe = {
  dialect: PLAIN_DIALECT,
  columns: [
    RecipeColumn.parse({ source: "date", name: "date", type: "date", format: "yyyy-mm-dd", role: "date" }),
    RecipeColumn.parse({ source: "ticker", name: "ticker", type: "text", format: "as-is", role: "ticker" }),
    RecipeColumn.parse({ source: "sector", name: "sector", type: "text", format: "as-is", role: "sector" }),
    RecipeColumn.parse({ source: "price", name: "price", type: "number", format: "1.5", role: "price" }),
  ],
  derived: [],
};

/** Puts the files into the object store as the browser would, and confirms their columns. Not timed. */
export async function uploadDrawer(name: string, paths: string[], recipe = RECIPE): Promise<string> {
  const { id: datasetId } = await createDataset(await localUser(), { name });
  await uploadFiles(datasetId, paths);
  await db().recipe.create({ data: { datasetId, version: 1, signature: "bench", body: recipe } });
  return datasetId;
}

export async function uploadFiles(datasetId: string, paths: string[]): Promise<void> {
  const owner = await localUser();
  for (const path of paths) {
    const blob = await openAsBlob(path);
    const { tickets } = await startUploads(owner, datasetId, [
      { path: basename(path), bytes: blob.size, lastModified: null, fingerprint: null, again: false, replace: false },
    ]);
    for (const ticket of tickets) {
      const sent: CompletedPart[] = [];
      for (let number = 1; number <= ticket.partCount; number++) {
        const { start, end } = rangeOfPart(ticket, number);
        const [body, { signal }] = [blob.slice(start, end), new AbortController()];
        const crc32 = ticket.enforcesChecksums ? toBase64(await crc32InNode(body, signal)) : null;
        const { parts } = await signParts(owner, datasetId, [{ fileId: ticket.fileId, number, crc32 }]);
        const [{ url, headers } = { url: "", headers: {} }] = parts;
        sent.push({ etag: await putInNode(url, body, { signal, onProgress: () => {}, headers }), crc32 });
      }
      await completeUpload(owner, ticket.fileId, sent);
    }
  }
}

/** The strict conversion alone, from local bytes to local parts and rejects. Milliseconds. */
export const convertLocal = (dir: string, csvs: string[], recipe = RECIPE): Promise<number> =>
  inLanes(csvs.entries(), async ([at, csv]) => {
    await convertHere(csv, recipe, dir, `part-${at}`);
  });

/** The product's conversion, bucket to bucket, as many files at once as one worker takes; of all files, or those that just arrived. Milliseconds. */
export async function convertDrawer(datasetId: string, which: "all" | "uploaded" = "all"): Promise<number> {
  const where = which === "all" ? { datasetId } : { datasetId, state: "uploaded" as const };
  await db().sourceFile.updateMany({ where, data: { state: "confirmed" } });
  const files = await db().sourceFile.findMany({ where: { datasetId, state: "confirmed" }, orderBy: { path: "asc" } });
  const handler = { work: convertFile, failed: markConversionFailed };
  return inLanes(files.values(), ({ id }) => doJob("file.convert", id, handler));
}

/** As many at once as one worker takes of files as light as these; resolves to milliseconds. */
function inLanes<Item>(items: Iterator<Item>, work: (item: Item) => Promise<void>): Promise<number> {
  const lane = async () => {
    for (let next = items.next(); !next.done; next = items.next()) await work(next.value);
  };
  return timed(() => Promise.all(Array.from({ length: HEAVY_SLOTS + LIGHT_SLOTS }, lane)));
}

export const clusterDrawer = (datasetId: string): Promise<number> =>
  timed(() => doJob("dataset.cluster", datasetId, { work: clusterDataset, failed: async () => {} }));

/** A run with parameters nobody used before, so that it is computed and published anew. */
export async function runStrategy(
  datasetId: string,
  preset: "seed-exact" | "causal",
  amount: number,
): Promise<{ ms: number; run: RunView }> {
  const owner = await localUser();
  const { id } = await startRun(owner, datasetId, { strategy: "moving-average", preset, set: { amount } });
  const ms = await timed(() => doJob("run.execute", String(id), { work: executeRun, failed: async () => {} }));
  return { ms, run: await getRun(owner, id) };
}

export async function doJob(kind: JobKind, subject: string, handler: JobHandler): Promise<void> {
  const owner = await localUser();
  const jobId = await enqueue(db(), { kind, subject, ownerId: owner.id });
  await runJob(kind, jobId, handler, new AbortController().signal);
  const job = await db().job.findUniqueOrThrow({ where: { id: jobId } });
  if (job.state !== "succeeded") throw new Error(`The job ${kind} ended as ${job.state}: ${job.failure}`);
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}
