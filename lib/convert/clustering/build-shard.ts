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
import { dropDuplicates, writeSegment } from "./sql.ts";
import type { Workplace } from "./workplace.ts";

export interface BuiltShard {
  path: string;
  /** Rows that repeat a ticker and day and were left out. */
  dropped: number;
}

/** Makes one shard on disk out of its segments. */
export async function buildShard(place: Workplace, pools: Pools, segments: readonly Segment[]): Promise<BuiltShard> {
  const copied = segments.filter(({ kind }) => kind === "copy").flatMap(({ groups }) => groups);
  const [schema, ...others] = bySchema(copied, ({ source }) => source.schema).map(([first]) => first?.source.schema);
  const built = others.length === 0 ? await assemble(place, pools, segments, schema) : undefined;
  if (built) return built;
  // Another release of the engine wrote the same columns in other words: what was to be copied is written like the rest.
  const written = segments.map(writtenAnew);
  const own = pools.with(written);
  const again = await assemble(place, own, written, undefined).finally(() => own.close());
  if (!again)
    throw new AppError("engine_failed", "The engine wrote one table in two ways. Please report this dataset.");
  return again;
}

function writtenAnew(segment: Segment): Segment {
  const [first] = segment.groups;
  const last = segment.groups.at(-1);
  if (segment.kind === "write" || !first || !last) return segment;
  const between =
    first.group.named === 0 ? "tickerless" : { from: first.group.lo, to: last.group.hi, isToIncluded: true };
  return { kind: "write", rows: segment.rows, groups: segment.groups, between, isSorted: true };
}

/** While some segments are written, others are copied. Undefined: what is written has not the schema of what is copied. */
async function assemble(
  place: Workplace,
  pools: Pools,
  segments: readonly Segment[],
  copiedSchema: Buffer | undefined,
): Promise<BuiltShard | undefined> {
  let file = copiedSchema && (await createFile(place, copiedSchema));
  const copying = file && copySegments(place, file, segments);
  // Awaited further down; until then a failure must not count as unheard.
  copying?.catch(() => {});
  let dropped = 0;
  try {
    for (const batch of batchesOf(segments, pools)) {
      const pieces = await writeBatch(place, pools, batch);
      const [first] = pieces;
      dropped += pieces.reduce((sum, piece) => sum + piece.dropped, 0);
      if (first && segments.length === 1) return { path: first.path, dropped };
      file ??= first && (await createFile(place, first.footer.schema));
      if (file && !pieces.every(({ footer }) => file?.schema.equals(footer.schema))) return undefined;
      await file?.append(pieces.flatMap((piece) => groupsOf(piece, segments.indexOf(piece.segment))));
      await removeAll(pieces.map(({ path }) => path));
    }
    await copying;
    if (!file) throw new AppError("engine_failed", "A shard has no rows. Please report this dataset.");
    await file.finish();
    return { path: file.path, dropped };
  } finally {
    await copying?.catch(() => {});
    await file?.discard();
  }
}

const createFile = (place: Workplace, schema: Buffer): Promise<RowGroupFile> =>
  RowGroupFile.create(place.path("shard"), schema, place.attempt.signal);

/** Neighbours are copied together: what follows one another in its object comes in one piece. */
async function copySegments(place: Workplace, file: RowGroupFile, segments: readonly Segment[]): Promise<void> {
  const copied = segments.map((segment, rank) => ({ segment, rank })).filter(({ segment }) => segment.kind === "copy");
  const groups = copied.flatMap(({ segment, rank }) => segment.groups.map((placed) => ({ ...originOf(placed), rank })));
  await requireRoom(place.attempt.scratch, sizeOf(groups));
  await file.append(groups);
  place.advance(copied.reduce((sum, { segment }) => sum + segment.rows, 0));
}

const groupsOf = ({ path, footer }: Piece, rank: number): OriginGroup[] =>
  footer.groups.map((group) => ({ from: { path }, group, rank }));

/** Segments that share a pool are written in one go. */
function batchesOf(segments: readonly Segment[], pools: Pools): WrittenSegment[][] {
  const batches: WrittenSegment[][] = [];
  for (const segment of segments.filter((one) => one.kind === "write")) {
    const last = batches.at(-1)?.at(-1);
    if (last && pools.isShared(last, segment)) batches.at(-1)?.push(segment);
    else batches.push([segment]);
  }
  return batches;
}

/** A segment's rows as a file of their own. */
interface Piece {
  segment: WrittenSegment;
  path: string;
  footer: Footer;
  dropped: number;
}

async function writeBatch(place: Workplace, pools: Pools, batch: readonly WrittenSegment[]): Promise<Piece[]> {
  const jobs: { segment: WrittenSegment; input: SegmentInput; target: string }[] = [];
  for (const segment of batch)
    jobs.push({ segment, input: await pools.inputOf(segment), target: place.path("segment") });
  const paths = new Set(jobs.flatMap(({ input, target }) => [...input.paths, target]));
  const steps = jobs.map(({ segment, input, target }) => [{ sql: writeSegment(input, target, segment, place.roles) }]);
  await place.run(
    [...paths],
    steps,
    batch.map(({ rows }) => rows),
  );
  const pieces: Piece[] = [];
  for (const { segment, target } of jobs) {
    const mayRepeat = place.dropsDuplicates && segment.between !== "tickerless";
    const { path, dropped } = mayRepeat ? await withoutDuplicates(place, target) : { path: target, dropped: 0 };
    pieces.push({ segment, path, dropped, footer: await readLocalFooter(path) });
  }
  return pieces;
}

async function withoutDuplicates(place: Workplace, source: string): Promise<{ path: string; dropped: number }> {
  const before = rowsOf(await readLocalFooter(source));
  const path = place.path("distinct");
  await place.run([source, path], [[{ sql: dropDuplicates(source, path, place.rule, place.roles) }]]);
  await removeAll([source]);
  return { path, dropped: before - rowsOf(await readLocalFooter(path)) };
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

const sizeOf = (groups: readonly OriginGroup[]): number =>
  groups.reduce((sum, { group }) => sum + group.end - group.start, 0);
const rowsOf = ({ groups }: Footer): number => groups.reduce((sum, { rows }) => sum + rows, 0);
const removeAll = (paths: readonly string[]) => Promise.all(paths.map((path) => rm(path, { force: true })));
