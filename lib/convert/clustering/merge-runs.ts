import { rm, stat } from "node:fs/promises";
import { factStatements, readFacts } from "#lib/convert/shard-facts.ts";
import { requireRoom } from "#lib/platform/jobs/scratch-room.ts";
import { uploadFile } from "#lib/platform/storage.ts";
import { extentOf } from "./components.ts";
import { compareTickers } from "./key.ts";
import { sortedRows } from "./plan-shards.ts";
import { bytesOf, originOf } from "./pools.ts";
import { RowGroupFile } from "./row-group-file.ts";
import type { KeyedGroup, OpenSource, Source } from "./source.ts";
import { isIn, writeRun } from "./sql.ts";
import type { Workplace } from "./workplace.ts";

/** Where an attempt keeps what it needs only until its shards are made. */
export const runsPrefix = (place: Workplace): string => `${place.attempt.prefix}runs/`;

/**
 * Merges sources that follow one another into few, whose row groups hold few tickers each; what is wanted `only` in
 * part becomes whole. The store keeps them, so that the disk here holds one at a time.
 */
export async function mergeRuns(place: Workplace, sources: readonly OpenSource[]): Promise<Source[]> {
  const total = sources.reduce((sum, { facts }) => sum + facts.rows, 0);
  const most = Math.max(sortedRows(sources, place.limits), Math.ceil(total / place.limits.runs));
  const runs: Source[] = [];
  for (const batch of batchesOf(sources, most)) {
    const run = await mergeRun(
      place,
      batch,
      `${runsPrefix(place)}run-${String(runs.length + 1).padStart(5, "0")}.parquet`,
    );
    if (run.facts.rows > 0) runs.push(run);
  }
  return runs;
}

function batchesOf(sources: readonly OpenSource[], most: number): OpenSource[][] {
  const batches: OpenSource[][] = [];
  let rows = 0;
  for (const source of sources) {
    const open = batches.at(-1);
    const [first] = open ?? [];
    const isAlike = first?.schema.equals(source.schema) && JSON.stringify(first.only) === JSON.stringify(source.only);
    if (open && isAlike && rows + source.facts.rows <= most) open.push(source);
    else {
      batches.push([source]);
      rows = 0;
    }
    rows += source.facts.rows;
  }
  return batches;
}

async function mergeRun(place: Workplace, batch: readonly OpenSource[], object: string): Promise<Source> {
  const [input, output] = [place.path("input"), place.path("run")];
  const groups = batch.flatMap((source) => source.groups.filter(isWanted(source)).map((group) => ({ source, group })));
  await requireRoom(place.attempt.scratch, 2 * bytesOf(groups));
  const rows = groups.reduce((sum, { group }) => sum + group.rows, 0);
  place.expect(rows);
  const [first] = batch;
  const file = await RowGroupFile.create(input, first?.schema ?? Buffer.alloc(0), place.attempt.signal);
  try {
    await file.append(groups.map(originOf));
    await file.finish();
  } finally {
    await file.discard();
  }
  const isKept = first?.only ? isIn(place.roles, first.only) : "true";
  const steps = [[{ sql: writeRun([input], output, isKept, place.roles) }], factStatements(output, place.roles, "run")];
  const { facts } = readFacts(await place.run([input, output], steps, [rows]), "run");
  const { size: bytes } = await stat(output);
  if (facts.rows > 0) await uploadFile(output, object, "application/vnd.apache.parquet");
  await Promise.all([rm(input), rm(output)]);
  const files = [...new Set(batch.flatMap((source) => source.files))];
  return { object, bytes, facts, files, dropped: batch.reduce((sum, { dropped }) => sum + dropped, 0), isShard: false };
}

function isWanted(source: OpenSource): (group: KeyedGroup) => boolean {
  const { only } = source;
  if (!only) return () => true;
  const extent = extentOf(source);
  return ({ lo, hi, named, tickerless }) => {
    const [first, last] = [lo.ticker.toString("utf8"), hi.ticker.toString("utf8")];
    const holds = extent.some(([from, to]) => compareTickers(from, last) <= 0 && compareTickers(first, to) <= 0);
    return (named > 0 && holds) || (tickerless > 0 && only.tickerless);
  };
}
