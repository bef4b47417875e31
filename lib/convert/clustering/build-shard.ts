import { rm } from "node:fs/promises";
import type { ShardFacts } from "#lib/convert/contract.ts";
import { factStatements, readFacts } from "#lib/convert/shard-facts.ts";
import { AppError } from "#lib/platform/errors.ts";
import { requireRoom } from "#lib/platform/jobs/scratch-room.ts";
import type { Footer } from "./footer.ts";
import { bySchema, originOf, type Pools, type SegmentInput } from "./pools.ts";
import { readLocalFooter } from "./read-footers.ts";
import { type OriginGroup, RowGroupFile } from "./row-group-file.ts";
import type { Segment, WrittenSegment } from "./segments.ts";
import { dropDuplicates, writeOneAfterAnother, writeSegment } from "./sql.ts";
import type { Workplace } from "./workplace.ts";

export interface BuiltShard {
  path: string;
  /** Rows that repeat a ticker and day and were left out. */
  dropped: number;
}

/** Makes one shard on disk out of its segments. */
export async function buildShard(place: Workplace, pools: Pools, segments: readonly Segment[]): Promise<BuiltShard> {
  const files: RowGroupFile[] = [];
  let dropped = 0;
  try {
    for (const batch of batchesOf(segments, pools)) {
      const written = await writeBatch(place, pools, batch);
      dropped += written.dropped;
      const [whole] = written.pieces.values();
      if (whole && segments.length === 1) return { path: whole.path, dropped };
      await appendBatch(place, files, batch, written.pieces);
    }
    return { path: await finish(place, files), dropped };
  } finally {
    for (const file of files) await file.discard();
  }
}

/** Segments that share a pool are written in one go. */
function batchesOf(segments: readonly Segment[], pools: Pools): Segment[][] {
  const batches: Segment[][] = [];
  let last: WrittenSegment | undefined;
  for (const segment of segments) {
    const isWritten = segment.kind === "write";
    if (batches.length === 0 || (isWritten && last && !pools.isShared(last, segment))) batches.push([]);
    batches.at(-1)?.push(segment);
    if (isWritten) last = segment;
  }
  return batches;
}

interface WrittenPieces {
  pieces: Map<Segment, { path: string; footer: Footer }>;
  dropped: number;
}

async function writeBatch(place: Workplace, pools: Pools, batch: readonly Segment[]): Promise<WrittenPieces> {
  const writes = batch.filter((segment) => segment.kind === "write");
  const written: WrittenPieces = { pieces: new Map(), dropped: 0 };
  const jobs: { segment: WrittenSegment; input: SegmentInput; target: string }[] = [];
  for (const segment of writes)
    jobs.push({ segment, input: await pools.inputOf(segment), target: place.path("segment") });
  if (jobs.length === 0) return written;
  const paths = jobs.flatMap(({ input, target }) => [...input.paths, target]);
  const steps = jobs.map(({ segment, input, target }) => [{ sql: writeSegment(input, target, segment, place.roles) }]);
  await place.run(
    [...new Set(paths)],
    steps,
    writes.map(({ rows }) => rows),
  );
  for (const { segment, target } of jobs) {
    const mayRepeat = place.dropsDuplicates && segment.between !== "tickerless";
    const { path, dropped } = mayRepeat ? await withoutDuplicates(place, target) : { path: target, dropped: 0 };
    written.dropped += dropped;
    written.pieces.set(segment, { path, footer: await readLocalFooter(path) });
  }
  return written;
}

async function withoutDuplicates(place: Workplace, source: string): Promise<{ path: string; dropped: number }> {
  const before = rowsOf(await readLocalFooter(source));
  const path = place.path("distinct");
  await place.run([source, path], [[{ sql: dropDuplicates(source, path, place.rule, place.roles) }]]);
  await removeAll([source]);
  return { path, dropped: before - rowsOf(await readLocalFooter(path)) };
}

/** Neighbours are appended together: what follows one another in its object comes in one piece. */
async function appendBatch(
  place: Workplace,
  files: RowGroupFile[],
  batch: readonly Segment[],
  pieces: WrittenPieces["pieces"],
): Promise<void> {
  const groups = batch.flatMap((segment): SchemaGroup[] => {
    if (segment.kind === "copy")
      return segment.groups.map((placed) => ({ ...originOf(placed), schema: placed.source.schema }));
    const { path, footer } = pieces.get(segment) ?? {};
    if (!path || !footer) return [];
    return footer.groups.map((group) => ({ from: { path }, group, schema: footer.schema }));
  });
  await requireRoom(
    place.attempt.scratch,
    groups.reduce((sum, { group }) => sum + group.end - group.start, 0),
  );
  for (const alike of bySchema(groups, ({ schema }) => schema)) await append(place, files, alike);
  await removeAll([...pieces.values()].map(({ path }) => path));
  for (const segment of batch) if (segment.kind === "copy") place.advance(segment.rows);
}

interface SchemaGroup extends OriginGroup {
  schema: Buffer;
}

/** A file for each stretch of one schema; nearly always there is one. */
async function append(place: Workplace, files: RowGroupFile[], groups: SchemaGroup[]): Promise<void> {
  const [first] = groups;
  const last = files.at(-1);
  if (!first) return;
  const isSame = last?.schema.equals(first.schema);
  const file =
    last && isSame ? last : await RowGroupFile.create(place.path("shard"), first.schema, place.attempt.signal);
  if (file !== last) files.push(file);
  await file.append(groups);
}

async function finish(place: Workplace, files: readonly RowGroupFile[]): Promise<string> {
  for (const file of files) await file.finish();
  const [only] = files;
  if (!only) throw new AppError("engine_failed", "A shard has no rows. Please report this dataset.");
  if (files.length === 1) return only.path;
  const inputs = files.map(({ path }) => path);
  const path = place.path("shard");
  await place.run([...inputs, path], [[{ sql: writeOneAfterAnother(inputs, path) }]]);
  await removeAll(inputs);
  return path;
}

/** Reads the whole shard once: its facts are exact, and prove that it is in order. */
export async function learnShard(place: Workplace, path: string): Promise<ShardFacts> {
  const learned = await place.run([path], [factStatements(path, place.roles, "shard")]);
  const { facts, stepsBack } = readFacts(learned, "shard");
  if (stepsBack > 0 && facts.tickers > 0)
    throw new AppError(
      "engine_failed",
      "A shard came out in the wrong order. Nothing was published; please report this dataset.",
    );
  return facts;
}

const rowsOf = ({ groups }: Footer): number => groups.reduce((sum, { rows }) => sum + rows, 0);
const removeAll = (paths: readonly string[]) => Promise.all(paths.map((path) => rm(path, { force: true })));
