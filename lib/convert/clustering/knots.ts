import { compareKeys, type Key } from "./key.ts";
import type { Piece } from "./pieces.ts";
import type { OpenSource } from "./source.ts";

/**
 * Parts pieces into knots, in order: the rows of a knot all stand before those of the next. Pieces of several sources
 * whose ranges touch are one knot and have to be sorted; pieces of one source follow one another as they are, unless
 * the source `repeats` a ticker and day and such rows have to meet.
 */
export function knotsOf(pieces: readonly Piece[], repeats: (source: OpenSource) => boolean): Piece[][] {
  const sorted = [...pieces].sort(
    (a, b) =>
      compareKeys(a.lo, b.lo) ||
      a.source.order - b.source.order ||
      (a.groups[0]?.index ?? 0) - (b.groups[0]?.index ?? 0),
  );
  const knots: Knot[] = [];
  let open: Knot[] = [];
  for (const piece of sorted) {
    open = open.filter(({ reach }) => compareKeys(reach, piece.lo) >= 0);
    const touched = open.filter((knot) => touches(knot, piece, repeats(piece.source)));
    const [first, ...others] = touched;
    if (first) {
      for (const other of others) merge(first, other);
      extend(first, piece.hi, piece.source);
      first.pieces.push(piece);
      open = open.filter(({ pieces }) => pieces.length > 0);
    } else {
      const own = { pieces: [piece], reach: piece.hi, by: piece.source, othersReach: undefined };
      knots.push(own);
      open.push(own);
    }
  }
  return knots.map((knot) => knot.pieces).filter((members) => members.length > 0);
}

/** How far a knot reaches, by which source, and how far without that source. */
interface Knot {
  pieces: Piece[];
  reach: Key;
  by: OpenSource;
  othersReach: Key | undefined;
}

function touches(knot: Knot, { source, lo }: Piece, repeats: boolean): boolean {
  const reach = knot.by === source && !repeats ? knot.othersReach : knot.reach;
  return reach !== undefined && compareKeys(reach, lo) >= 0;
}

function extend(knot: Knot, hi: Key, source: OpenSource): void {
  if (source === knot.by) {
    if (compareKeys(hi, knot.reach) > 0) knot.reach = hi;
  } else if (compareKeys(hi, knot.reach) > 0) {
    knot.othersReach = knot.reach;
    knot.reach = hi;
    knot.by = source;
  } else if (!knot.othersReach || compareKeys(hi, knot.othersReach) > 0) knot.othersReach = hi;
}

function merge(into: Knot, other: Knot): void {
  into.pieces.push(...other.pieces);
  extend(into, other.reach, other.by);
  if (other.othersReach) into.othersReach = farther(into.othersReach, other.othersReach);
  other.pieces = [];
}

const farther = (a: Key | undefined, b: Key): Key => (a && compareKeys(a, b) > 0 ? a : b);
