import { rm } from "node:fs/promises";
import type { ShardFacts } from "#lib/convert/contract.ts";
import { factStatements, readFacts } from "#lib/convert/shard-facts.ts";
import type { EngineResult } from "#lib/platform/engine/engine.ts";
import type { Statement } from "#lib/platform/engine/plan.ts";
import { AppError } from "#lib/platform/errors.ts";
import { requireRoom } from "#lib/platform/jobs/scratch-room.ts";
import { bySchema, originOf, type Pools } from "./pools.ts";
import { type OriginGroup, RowGroupFile } from "./row-group-file.ts";
import type { Segment } from "./segments.ts";
import type { OpenSource } from "./source.ts";
import type { Workplace } from "./workplace.ts";
import { batchesOf, type Piece, writeBatch } from "./write-pieces.ts";

export interface BuiltShard {
  path: string;
  /** Undefined where the engine wrote the whole shard. */
  file?: RowGroupFile;
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

/** Makes on disk what a shard has beside the row groups it shares with `base`; undefined when their schemas differ. */
export async function buildTail(
  place: Workplace,
  pools: Pools,
  segments: readonly Segment[],
  base: OpenSource,
): Promise<BuiltShard | undefined> {
  const copied = segments.filter(({ kind }) => kind === "copy").flatMap(({ groups }) => groups);
  if (!copied.every(({ source }) => source.schema.equals(base.schema))) return undefined;
  return assemble(place, pools, segments, base.schema, base);
}

function writtenAnew(segment: Segment): Segment {
  const [first] = segment.groups;
  const last = segment.groups.at(-1);
  if (segment.kind === "write" || !first || !last) return segment;
  const between =
    first.group.named === 0 ? "tickerless" : { from: first.group.lo, to: last.group.hi, isToIncluded: true };
  return { kind: "write", rows: segment.rows, groups: segment.groups, between, isSorted: true };
}

/** While some segments are written, others are copied, but for those of `base`. Undefined: what is written has not the schema of what is copied. */
async function assemble(
  place: Workplace,
  pools: Pools,
  segments: readonly Segment[],
  copiedSchema: Buffer | undefined,
  base?: OpenSource,
): Promise<BuiltShard | undefined> {
  let file = copiedSchema && (await createFile(place, copiedSchema));
  const copying = file && copySegments(place, file, segments, base);
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
      await Promise.all(pieces.map(({ path }) => rm(path)));
    }
    await copying;
    if (!file) throw new AppError("engine_failed", "A shard has no rows. Please report this dataset.");
    await file.finish();
    return { path: file.path, file, dropped };
  } finally {
    await copying?.catch(() => {});
    await file?.discard();
  }
}

const createFile = (place: Workplace, schema: Buffer): Promise<RowGroupFile> =>
  RowGroupFile.create(place.path("shard"), schema, place.attempt.signal);

/** Neighbours are copied together: what follows one another in its object comes in one piece. */
async function copySegments(
  place: Workplace,
  file: RowGroupFile,
  segments: readonly Segment[],
  base: OpenSource | undefined,
): Promise<void> {
  const copied = segments.map((segment, rank) => ({ segment, rank })).filter(({ segment }) => segment.kind === "copy");
  const groups = copied.flatMap(({ segment, rank }) =>
    segment.groups.filter(({ source }) => source !== base).map((placed) => ({ ...originOf(placed), rank })),
  );
  await requireRoom(place.attempt.scratch, sizeOf(groups));
  await file.append(groups);
  place.advance(copied.reduce((sum, { segment }) => sum + segment.rows, 0));
}

const groupsOf = ({ path, footer }: Piece, rank: number): OriginGroup[] =>
  footer.groups.map((group) => ({ from: { path }, group, rank }));

/** Reads the whole shard once: its facts are exact, and prove that it is in order. More may be asked of it on the way. */
export async function learnShard(
  place: Workplace,
  path: string,
  questions: Statement[] = [],
): Promise<{ facts: ShardFacts; result: EngineResult }> {
  const result = await place.run([path], [[...factStatements(path, place.roles, "shard"), ...questions]]);
  const { facts, stepsBack } = readFacts(result, "shard");
  if (stepsBack > 0 && facts.tickers > 0)
    throw new AppError(
      "engine_failed",
      "A shard came out in the wrong order. Nothing was published; please report this dataset.",
    );
  return { facts, result };
}

const sizeOf = (groups: readonly OriginGroup[]): number =>
  groups.reduce((sum, { group }) => sum + group.end - group.start, 0);
