import { rm } from "node:fs/promises";
import type { ShardFacts } from "#lib/convert/contract.ts";
import { factStatements, readFacts } from "#lib/convert/shard-facts.ts";
import { AppError } from "#lib/platform/errors.ts";
import { faultPoint } from "#lib/platform/faults.ts";
import type { Footer } from "./footer.ts";
import { readLocalFooter } from "./read-footers.ts";
import { type OriginGroup, RowGroupFile } from "./row-group-file.ts";
import { requireRoom } from "./scratch-room.ts";
import type { PlacedGroup, Segment, WrittenSegment } from "./segments.ts";
import { dropDuplicates, writeOneAfterAnother, writeSegment } from "./sql.ts";
import type { Workplace } from "./workplace.ts";

export interface BuiltShard {
  path: string;
  /** Rows that repeat a ticker and day and were left out. */
  dropped: number;
}

/** Makes one shard on disk out of its segments, a few at a time. */
export async function buildShard(place: Workplace, segments: readonly Segment[]): Promise<BuiltShard> {
  const files: RowGroupFile[] = [];
  let dropped = 0;
  try {
    for (const batch of batchesOf(segments, place.limits.batchBytes)) {
      const written = await writeBatch(place, batch);
      dropped += written.dropped;
      await appendBatch(place, files, batch, written.pieces);
    }
    await faultPoint("cluster:clustered");
    return { path: await finish(place, files), dropped };
  } finally {
    for (const file of files) await file.discard();
  }
}

function batchesOf(segments: readonly Segment[], batchBytes: number): Segment[][] {
  const batches: Segment[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const segment of segments) {
    const more = segment.kind === "write" ? bytesOf(segment.groups) : 0;
    if (bytes + more > batchBytes) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(segment);
    bytes += more;
  }
  return batches;
}

interface WrittenPieces {
  pieces: Map<Segment, { path: string; footer: Footer }>;
  dropped: number;
}

async function writeBatch(place: Workplace, batch: readonly Segment[]): Promise<WrittenPieces> {
  const writes = batch.filter((segment) => segment.kind === "write");
  const pieces: WrittenPieces["pieces"] = new Map();
  if (writes.length === 0) return { pieces, dropped: 0 };
  await requireRoom(place.attempt.scratch, 2 * writes.reduce((sum, { groups }) => sum + bytesOf(groups), 0));
  const jobs = [];
  for (const segment of writes)
    jobs.push({ segment, inputs: await fetchInputs(place, segment), target: place.path("segment") });
  const paths = jobs.flatMap(({ inputs, target }) => [...inputs, target]);
  const steps = jobs.map(({ segment, inputs, target }) => [
    { sql: writeSegment(inputs, target, segment, place.roles) },
  ]);
  await place.run(
    paths,
    steps,
    writes.map(({ rows }) => rows),
  );
  let dropped = 0;
  for (const { segment, inputs, target } of jobs) {
    await removeAll(inputs);
    const kept =
      place.dropsDuplicates && segment.between !== "tickerless" ? await withoutDuplicates(place, target) : undefined;
    dropped += kept?.dropped ?? 0;
    const path = kept?.path ?? target;
    pieces.set(segment, { path, footer: await readLocalFooter(path) });
  }
  return { pieces, dropped };
}

/** Brings the row groups a segment is made of, and no others, into files here: one, unless their schemas were written differently. */
async function fetchInputs(place: Workplace, { groups }: WrittenSegment): Promise<string[]> {
  const paths: string[] = [];
  for (const alike of bySchema(groups, ({ source }) => source.schema)) {
    const [first] = alike;
    if (!first) continue;
    const file = await RowGroupFile.create(place.path("input"), first.source.schema, place.attempt.signal);
    try {
      await file.append(alike.map(originOf));
      await file.finish();
    } finally {
      await file.discard();
    }
    paths.push(file.path);
  }
  return paths;
}

const originOf = ({ source, group }: PlacedGroup): OriginGroup => ({
  from: { object: source.object, etag: source.etag },
  group,
});

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

function bySchema<Item>(items: readonly Item[], schemaOf: (item: Item) => Buffer): Item[][] {
  const stretches: Item[][] = [];
  for (const item of items) {
    const open = stretches.at(-1);
    const [first] = open ?? [];
    if (open && first && schemaOf(first).equals(schemaOf(item))) open.push(item);
    else stretches.push([item]);
  }
  return stretches;
}

const bytesOf = (groups: readonly PlacedGroup[]): number =>
  groups.reduce((sum, { group }) => sum + group.end - group.start, 0);
const rowsOf = ({ groups }: Footer): number => groups.reduce((sum, { rows }) => sum + rows, 0);
const removeAll = (paths: readonly string[]) => Promise.all(paths.map((path) => rm(path, { force: true })));
