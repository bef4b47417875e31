import { AppError } from "#lib/platform/errors.ts";
import type { Dialect } from "./contract.ts";
import { isNumeral, looksLikeHeader } from "./header-row.ts";
import { readLines, type TextRecord } from "./records.ts";

type Delimiter = Dialect["delimiter"];

/** A sample cut the way its own regularity suggests. */
export interface DetectedDialect {
  dialect: Dialect;
  /** The header's cells as they stand; undefined when the first row is data. */
  header: string[] | undefined;
  cells: number;
  /** Data records that are complete and have as many cells as the header. */
  rows: string[][];
  /** Complete data records with another number of cells. */
  ragged: number;
  /** The record the sample's end cut off, or the last one of a file that ends inside quotes. */
  tail: TextRecord | undefined;
}

const DELIMITERS: readonly Delimiter[] = [",", ";", "\t", "|"];
const MAX_PREAMBLE_LINES = 99;
/** Fewer records than this share fitting a delimiter means that it is no delimiter. */
const MIN_REGULAR = 0.5;

/** Finds delimiter, preamble and header. `isWhole`: the text goes to the file's end, so its last record is complete. */
export function detectDialect(text: string, isWhole: boolean): DetectedDialect {
  const told = /^sep=([,;\t|])\r?\n/.exec(text)?.[1];
  const delimiters = DELIMITERS.filter((delimiter) => !told || delimiter === told);
  const cuts = delimiters.map((delimiter) => cutBy(text, delimiter, isWhole, told ? 1 : 0));
  const regular = cuts.filter(({ cells, regularShare }) => cells > 1 && regularShare >= MIN_REGULAR);
  const best = regular.sort(byLikelihood)[0] ?? singleColumn(cuts);
  if (!best) throw new AppError("unreadable_csv", "The file is empty.");
  return described(best);
}

interface Cut {
  delimiter: Delimiter;
  skipLines: number;
  /** The most common number of cells. */
  cells: number;
  /** From the header on. */
  records: TextRecord[];
  tail: TextRecord | undefined;
  regularShare: number;
  /** The same with the preamble counted in: of two delimiters, one that explains every line is the likelier. */
  explainedShare: number;
  /** Share of cells in which no other delimiter stands, unless as part of a number. */
  cleanShare: number;
}

const byLikelihood = (a: Cut, b: Cut): number =>
  b.explainedShare - a.explainedShare || b.cleanShare - a.cleanShare || b.cells - a.cells;

/** No delimiter divides the lines: the file has one column, which the comma leaves whole unless it holds numbers like 1,5. */
function singleColumn(cuts: Cut[]): Cut | undefined {
  const whole = cuts.find(({ cells, regularShare }) => cells === 1 && regularShare === 1);
  return whole ?? [...cuts].sort((a, b) => b.regularShare - a.regularShare)[0];
}

function cutBy(text: string, delimiter: Delimiter, isWhole: boolean, skipped: number): Cut {
  const lines = [...readLines(text, delimiter)].slice(skipped);
  const last = lines.at(-1);
  const tail = last && (last.open || !(last.ended || isWhole)) ? lines.pop() : undefined;
  const cells = modalCells(lines);
  const preamble = preambleLength(lines, cells);
  const records = lines.slice(preamble).filter(({ blank }) => !blank);
  const isRegular = (record: TextRecord) => record.cells.length === cells;
  const regularShare = share(records, isRegular);
  const explainedShare = share(
    lines.filter(({ blank }) => !blank),
    isRegular,
  );
  const cleanShare = share(
    records.slice(0, 1_000).flatMap((record) => record.cells),
    isClean,
  );
  return { delimiter, skipLines: skipped + preamble, cells, records, tail, regularShare, explainedShare, cleanShare };
}

function modalCells(lines: TextRecord[]): number {
  const counts = new Map<number, number>();
  for (const { cells, blank } of lines) if (!blank) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}

/** Titles and remarks above the header: blank, far fewer cells than the rest, at most one that is not empty, or a # remark. */
function preambleLength(lines: TextRecord[], cells: number): number {
  const isRemark = ({ cells: found, blank }: TextRecord): boolean =>
    blank ||
    (cells > 1 && found.length <= cells / 2) ||
    (cells > 2 && found.filter((cell) => cell.trim() !== "").length <= 1) ||
    (cells > 1 && found.length !== cells && (found[0]?.startsWith("#") ?? false));
  const first = lines.findIndex((line) => !isRemark(line));
  return first > 0 && first <= MAX_PREAMBLE_LINES ? first : 0;
}

const isClean = (cell: string): boolean => !/[,;\t|]/.test(cell) || isNumeral(cell);

const share = <Item>(items: Item[], test: (item: Item) => boolean): number =>
  items.length > 0 ? items.filter(test).length / items.length : 0;

function described({ delimiter, skipLines, records, tail, cells }: Cut): DetectedDialect {
  const rows = records.map((record) => record.cells);
  const [first, ...rest] = rows;
  const hasHeader = first === undefined || looksLikeHeader(first, rest);
  if (hasHeader && first && rest.length > 1 && first.length !== cells) throw headerMismatch(first.length, cells);
  const width = hasHeader && first ? first.length : cells;
  const data = hasHeader ? rest : rows;
  const regular = data.filter((row) => row.length === width);
  return {
    dialect: { delimiter, quote: '"', escape: '"', skipLines, hasHeader, encoding: "utf-8" },
    header: hasHeader ? (first ?? []) : undefined,
    cells: width,
    rows: regular,
    ragged: data.length - regular.length,
    tail,
  };
}

const headerMismatch = (header: number, rows: number): AppError =>
  new AppError(
    "unreadable_csv",
    `The header has ${header} columns, but most rows have ${rows}. Give every column a name, or take the extra delimiters out of the rows.`,
  );
