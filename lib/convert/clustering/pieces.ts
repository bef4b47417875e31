import { compareKeys, earlierKey, type Key, keyOf, laterKey } from "./key.ts";
import { daysOf, type KeyedGroup, marksBetween, type OpenSource } from "./source.ts";

/** Tickers from one on, up to another, in a shard; undefined where it is open. */
export interface TickerRange {
  from?: string | undefined;
  to?: string | undefined;
}

/** Row groups of one source, or some rows of them, and between which places those rows stand. */
export interface Piece {
  source: OpenSource;
  groups: KeyedGroup[];
  lo: Key;
  hi: Key;
  rows: number;
  /** All rows of one row group: its bytes can be copied. */
  isWhole: boolean;
}

/** A source of more tickers than this per row group is looked at ticker by ticker where it is to be merged into shards. */
const TICKERS_PER_GROUP = 1;

/** What a source has in a range of tickers, in its own order. */
export function piecesOf(source: OpenSource, range: TickerRange, byTicker: boolean): Piece[] {
  const pieces = byTicker && isFine(source) ? tickerPieces(source) : groupPieces(source);
  return pieces.flatMap((piece) => clip(piece, range) ?? []);
}

function isFine({ facts: { spread }, groups }: OpenSource): boolean {
  return spread?.whole === true && spread.runs.length > TICKERS_PER_GROUP * groups.length;
}

const groupPieces = (source: OpenSource): Piece[] =>
  source.groups
    .filter(({ named }) => named > 0)
    .map((group) => ({
      source,
      groups: [group],
      lo: group.lo,
      hi: group.hi,
      rows: group.named,
      isWhole: group.tickerless === 0,
    }));

/** One piece per ticker: most row groups of a shard have none of them, or only sooner days. */
function tickerPieces(source: OpenSource): Piece[] {
  const [first, last] = daysOf(source);
  let row = 0;
  return (source.facts.spread?.runs ?? []).map(([ticker, rows]) => {
    const groups = groupsWith(source, row, row + rows);
    row += rows;
    return { source, groups, lo: keyOf(ticker, first), hi: keyOf(ticker, last), rows, isWhole: false };
  });
}

function groupsWith({ groups }: OpenSource, from: number, to: number): KeyedGroup[] {
  let row = 0;
  return groups.filter(({ rows }) => {
    row += rows;
    return row > from && row - rows < to;
  });
}

function clip(piece: Piece, { from, to }: TickerRange): Piece | undefined {
  const start = from === undefined ? piece.lo : laterKey(piece.lo, keyOf(from));
  const end = to === undefined ? piece.hi : earlierKey(piece.hi, keyOf(to));
  const isBefore = to !== undefined && compareKeys(piece.lo, keyOf(to)) >= 0;
  if (isBefore || compareKeys(start, piece.hi) > 0) return undefined;
  if (start === piece.lo && end === piece.hi) return piece;
  const within = marksBetween(piece.source.marks, start, end).reduce((sum, { rows }) => sum + rows, 0);
  return { ...piece, lo: start, hi: end, rows: Math.min(piece.rows, within), isWhole: false };
}
