import { compareKeys, type Key } from "./key.ts";
import { knotsOf } from "./knots.ts";
import type { Piece } from "./pieces.ts";
import { type KeyedGroup, type Mark, marksBetween, type OpenSource } from "./source.ts";

export interface PlacedGroup {
  source: OpenSource;
  group: KeyedGroup;
}

/** A run of a shard's rows: row groups whose bytes are copied, or rows that are written anew. */
export type Segment =
  | { kind: "copy"; rows: number; groups: PlacedGroup[] }
  | {
      kind: "write";
      /** About how many. */
      rows: number;
      /** In the order of their sources. */
      groups: PlacedGroup[];
      /** Which of their rows. */
      between: { from: Key; to: Key; isToIncluded: boolean } | "tickerless";
      /** One source alone is in order already. */
      isSorted: boolean;
    };
export type WrittenSegment = Extract<Segment, { kind: "write" }>;

export interface SegmentLimits {
  /** Rows that are sorted at once, so that they fit into memory. */
  sortedRows: number;
  /** Row groups of fewer rows cost every scan more than joining them with their neighbours costs once. */
  groupRows: number;
  /** But so many of them may stay, where a shard of the version before goes on: then little is written for a few new rows. */
  smallGroups: number;
}

/** Cuts a shard's pieces, in order, into what can be copied and what has to be written. */
export function segmentsOf(
  pieces: readonly Piece[],
  limits: SegmentLimits,
  repeats: (source: OpenSource) => boolean,
): Segment[] {
  const knots = knotsOf(pieces, repeats);
  if (pieces.some(({ source }) => source.isShard)) {
    const apart = joinRuns(
      knots.flatMap((knot) => runsOf(knot, { ...limits, groupRows: 0 }, repeats)),
      limits,
      joinsSmall,
    );
    if (apart.filter(({ rows }) => rows < limits.groupRows).length <= limits.smallGroups) return apart.map(segmentOf);
  }
  const runs = knots.flatMap((knot) => runsOf(knot, limits, repeats));
  return joinRuns(runs, limits, joinsTiny).map(segmentOf);
}

interface Run {
  canCopy: boolean;
  rows: number;
  pieces: Piece[];
  between: { from: Key; to: Key; isToIncluded: boolean };
}

function runsOf(knot: Piece[], limits: SegmentLimits, repeats: (source: OpenSource) => boolean): Run[] {
  const rows = sumRows(knot);
  const [first] = knot;
  if (!first) return [];
  const to = knot.map(({ hi }) => hi).reduce((a, b) => (compareKeys(a, b) < 0 ? b : a));
  const between = { from: first.lo, to, isToIncluded: true };
  if (knot.length === 1)
    return [
      {
        canCopy: first.isWhole && first.rows >= limits.groupRows && !repeats(first.source),
        rows,
        pieces: knot,
        between,
      },
    ];
  if (rows <= limits.sortedRows) return [{ canCopy: false, rows, pieces: knot, between }];
  return cutKnot(knot, between, limits);
}

/** Too many rows to be sorted at once are sorted from place to place. */
function cutKnot(knot: Piece[], whole: Run["between"], { sortedRows }: SegmentLimits): Run[] {
  const marks = [...new Set(knot.map(({ source }) => source))]
    .flatMap((source) => marksOfPieces(source, knot, whole))
    .sort((a, b) => compareKeys(a.key, b.key));
  const runs: Run[] = [];
  let from = whole.from;
  let rows = 0;
  const close = (to: Key, isToIncluded: boolean) => {
    const pieces = knot.filter(({ lo, hi }) => compareKeys(hi, from) >= 0 && compareKeys(lo, to) <= 0);
    if (pieces.length > 0) runs.push({ canCopy: false, rows, pieces, between: { from, to, isToIncluded } });
    [from, rows] = [to, 0];
  };
  for (const { key, rows: more } of marks) {
    if (rows + more > sortedRows && compareKeys(key, from) > 0) close(key, false);
    rows += more;
  }
  close(whole.to, whole.isToIncluded);
  return runs;
}

/** A source's rows in a knot: its row groups of one ticker by their days, the others by what is known of the whole. */
function marksOfPieces(source: OpenSource, knot: readonly Piece[], { from, to }: Run["between"]): Mark[] {
  const own = knot.filter((piece) => piece.source === source);
  if (own.every(({ lo, hi }) => lo.ticker.equals(hi.ticker))) return own.map(({ lo, rows }) => ({ key: lo, rows }));
  const within = marksBetween(source.marks, from, to);
  const inside = within.reduce((sum, { rows }) => sum + rows, 0);
  const before = sumRows(own) - inside;
  return before > 0 ? [{ key: from, rows: before }, ...within] : within;
}

type Rule = (a: Run, b: Run, groupRows: number) => boolean;

/** Neighbours that are written anyway are written together, and others as the rule says. */
function joinRuns(runs: readonly Run[], { sortedRows, groupRows }: SegmentLimits, rule: Rule): Run[] {
  const joined: Run[] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    const areWritten = last && !last.canCopy && !run.canCopy;
    const wouldFit = last && last.rows + run.rows <= sortedRows;
    if (last && wouldFit && (areWritten || rule(last, run, groupRows))) joined[joined.length - 1] = joinTwo(last, run);
    else joined.push(run);
  }
  return joined;
}

/** What is left too small takes a neighbour with it. */
const joinsTiny: Rule = (a, b, groupRows) => [a, b].some(({ canCopy, rows }) => !canCopy && rows < groupRows);

/** What is written takes small neighbours with it, so that they grow instead of becoming many. */
const joinsSmall: Rule = (a, b, groupRows) =>
  [a, b].every(({ rows }) => rows < groupRows) && [a, b].some(({ canCopy }) => !canCopy);

const joinTwo = (a: Run, b: Run): Run => ({
  canCopy: false,
  rows: a.rows + b.rows,
  pieces: [...a.pieces, ...b.pieces],
  between: {
    ...(compareKeys(a.between.to, b.between.to) > 0 ? a.between : b.between),
    from: a.between.from,
  },
});

function segmentOf({ canCopy, rows, pieces, between }: Run): Segment {
  const groups = placedGroups(pieces);
  if (canCopy) return { kind: "copy", rows, groups };
  const isSorted = new Set(groups.map(({ source }) => source)).size === 1;
  return { kind: "write", rows, groups, between, isSorted };
}

function placedGroups(pieces: readonly Piece[]): PlacedGroup[] {
  const bySource = Map.groupBy(pieces, ({ source }) => source);
  return [...bySource]
    .sort(([a], [b]) => a.order - b.order)
    .flatMap(([source, own]) => {
      const groups = new Set(own.flatMap((piece) => piece.groups));
      return [...groups].sort((a, b) => a.index - b.index).map((group) => ({ source, group }));
    });
}

const sumRows = (pieces: readonly Piece[]): number => pieces.reduce((sum, { rows }) => sum + rows, 0);
