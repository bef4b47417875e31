import { rm } from "node:fs/promises";
import type { Footer } from "./footer.ts";
import type { Pools, SegmentInput } from "./pools.ts";
import { readLocalFooter } from "./read-footers.ts";
import type { Segment, WrittenSegment } from "./segments.ts";
import { dropDuplicates, writeSegment } from "./sql.ts";
import type { Workplace } from "./workplace.ts";

/** A segment's rows as a file of their own. */
export interface Piece {
  segment: WrittenSegment;
  path: string;
  footer: Footer;
  dropped: number;
}

/** Writes the segments of a batch, each into a file. */
export async function writeBatch(place: Workplace, pools: Pools, batch: readonly WrittenSegment[]): Promise<Piece[]> {
  const jobs: { segment: WrittenSegment; input: SegmentInput; target: string }[] = [];
  for (const segment of batch)
    jobs.push({ segment, input: await pools.inputOf(segment), target: place.path("segment") });
  const paths = new Set(jobs.flatMap(({ input, target }) => [...input.paths, target]));
  const steps = sideBySide(jobs).map((step) => ({
    rows: step.reduce((sum, { segment }) => sum + segment.rows, 0),
    statements: step.map(({ segment, input, target }) => ({ sql: writeSegment(input, target, segment, place.roles) })),
  }));
  await place.run(
    [...paths],
    steps.map(({ statements }) => statements),
    steps.map(({ rows }) => rows),
  );
  const pieces: Piece[] = [];
  for (const { segment, target } of jobs) {
    const mayRepeat = place.dropsDuplicates && segment.between !== "tickerless";
    const { path, dropped } = mayRepeat ? await withoutDuplicates(place, target) : { path: target, dropped: 0 };
    pieces.push({ segment, path, dropped, footer: await readLocalFooter(path) });
  }
  return pieces;
}

/** Small segments are written at once, for most of their time goes by before the first row; more rows would not fit into memory. */
function sideBySide<Job extends { segment: WrittenSegment }>(jobs: readonly Job[]): Job[][] {
  const steps: Job[][] = [];
  let rows = Number.POSITIVE_INFINITY;
  for (const job of jobs) {
    rows += job.segment.rows;
    if (rows > ROWS_AT_ONCE) {
      steps.push([]);
      rows = job.segment.rows;
    }
    steps.at(-1)?.push(job);
  }
  return steps;
}

const ROWS_AT_ONCE = 200_000;

async function withoutDuplicates(place: Workplace, source: string): Promise<{ path: string; dropped: number }> {
  const before = rowsOf(await readLocalFooter(source));
  const path = place.path("distinct");
  await place.run([source, path], [[{ sql: dropDuplicates(source, path, place.rule, place.roles) }]]);
  await rm(source);
  return { path, dropped: before - rowsOf(await readLocalFooter(path)) };
}

/** Segments that share a pool are written in one go. */
export function batchesOf(segments: readonly Segment[], pools: Pools): WrittenSegment[][] {
  const batches: WrittenSegment[][] = [];
  for (const segment of segments.filter((one) => one.kind === "write")) {
    const last = batches.at(-1)?.at(-1);
    if (last && pools.isShared(last, segment)) batches.at(-1)?.push(segment);
    else batches.push([segment]);
  }
  return batches;
}

const rowsOf = ({ groups }: Footer): number => groups.reduce((sum, { rows }) => sum + rows, 0);
