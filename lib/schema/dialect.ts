import { AppError } from "#lib/platform/errors.ts";
import { type Dialect, type Encoding, MAX_COLUMNS, PLAIN_DIALECT } from "./contract.ts";
import { type CutText, cutLines, withoutTail } from "./cut-text.ts";
import { footerLength } from "./footer.ts";
import { headerLinesOf } from "./header-lines.ts";
import { isTyped, looksLikeHeader } from "./header-row.ts";
import { preambleLength } from "./preamble.ts";
import { type Cutting, readLines, type TextRecord } from "./records.ts";
import { cleanShare, modalCells, share } from "./regularity.ts";
import { refuseTwoTables } from "./two-tables.ts";

const DELIMITERS = [",", ";", "\t", "|"] as const;
/** Fewer records than this share fitting a delimiter means that it is no delimiter. */
const MIN_REGULAR = 0.5;
/** A few records with too many or too few cells must not speak for a delimiter that stands inside the cells of another. */
const SLIPS = 0.05;
/** The ways to cut a text are told apart by so much of it. */
const TRIED_CHARACTERS = 256 * 2 ** 10;
/** Rows with something behind the last delimiter are rejected; more of them than this leaves over are a column. */
const MIN_TRAILED = 0.99;

/** Finds how a text is cut. `isWhole`: it goes to the file's end, so its last record is complete. */
export function detectDialect(text: string, isWhole: boolean, encoding: Encoding = "utf-8"): CutText {
  const told = toldDelimiter(text);
  const best = likeliestCut(text, isWhole, told);
  if (!best) throw new AppError("unreadable_csv", "The file is empty.");
  if (best.cells > MAX_COLUMNS) throw tooManyColumns(best.cells);
  refuseTwoTables(text, best.lines, best);
  const cut = withRemarks(text, best, isWhole);
  return cutLines(cut.lines, { ...dialectOf(cut, isWhole), encoding }, isWhole);
}

/** Of the ways to cut the beginning the one that fits best, for the whole text; all of it is looked at when its beginning is one long record. */
function likeliestCut(text: string, isWhole: boolean, told: Dialect["delimiter"] | undefined): Cut | undefined {
  const skipped = told ? 1 : 0;
  const ways = waysToCut(text, told);
  if (text.length <= TRIED_CHARACTERS) return bestCut(ways.map((way) => cutBy(text, way, isWhole, skipped)));
  const beginning = text.slice(0, TRIED_CHARACTERS);
  const best = bestCut(ways.map((way) => cutBy(beginning, way, false, skipped)));
  if (best && best.cells > 0) return cutBy(text, best.cutting, isWhole, skipped);
  return bestCut(ways.map((way) => cutBy(text, way, isWhole, skipped)));
}

export const tooManyColumns = (columns: number): AppError =>
  new AppError(
    "unreadable_csv",
    `The file has ${columns.toLocaleString("en")} columns; at most ${MAX_COLUMNS.toLocaleString("en")} can be read.`,
  );

/** What a first line such as sep=; says, as spreadsheets write and read it. */
function toldDelimiter(text: string): Dialect["delimiter"] | undefined {
  const [, told] = /^"?sep=([,;\t|])"?(?:\r\n|\n|\r)/i.exec(text) ?? [];
  return DELIMITERS.find((delimiter) => delimiter === told);
}

/** The usual quotes first: another way must fit better to be taken. */
function waysToCut(text: string, told: Dialect["delimiter"] | undefined): Cutting[] {
  const quotings: Pick<Dialect, "quote" | "escape">[] = [{ quote: '"', escape: '"' }];
  if (text.includes('\\"')) quotings.push({ quote: '"', escape: "\\" });
  if (!text.includes('"') && /(?:^|[,;\t|\r\n])'[^'\r\n]*'(?:[,;\t|\r\n]|$)/.test(text))
    quotings.push({ quote: "'", escape: "'" });
  return quotings.flatMap((quoting) =>
    (told ? [told] : DELIMITERS).map((delimiter) => ({ ...quoting, delimiter, comment: "" as const })),
  );
}

interface Cut {
  cutting: Cutting;
  lines: TextRecord[];
  skipLines: number;
  /** The most common number of cells. */
  cells: number;
  /** The share of records, from the header on, that have as many cells and nothing behind their quotes. */
  regularShare: number;
  /** The same with the preamble counted in: of two delimiters, one that explains every line is the likelier. */
  explainedShare: number;
  cleanShare: number;
}

function cutBy(text: string, cutting: Cutting, isWhole: boolean, skipped: number): Cut {
  const lines = [...readLines(text, cutting)];
  const whole = withoutTail(lines, isWhole).slice(skipped);
  const cells = modalCells(whole);
  const preamble = preambleLength(whole, cells);
  const records = whole.slice(preamble).filter(({ blank }) => !blank);
  const isRegular = (record: TextRecord) => record.cells.length === cells && !record.malformed;
  return {
    cutting,
    lines,
    skipLines: skipped + preamble,
    cells,
    regularShare: share(records, isRegular),
    explainedShare: share(
      whole.filter(({ blank }) => !blank),
      isRegular,
    ),
    cleanShare: cleanShare(records),
  };
}

function bestCut(cuts: Cut[]): Cut | undefined {
  const regular = cuts.filter(({ cells, regularShare }) => cells > 1 && regularShare >= MIN_REGULAR);
  const most = Math.max(...regular.map(({ explainedShare }) => explainedShare));
  const likely = regular.filter(({ explainedShare }) => explainedShare >= most - SLIPS);
  return likely.sort(byLikelihood)[0] ?? singleColumn(cuts);
}

const likelihood = ({ explainedShare, cleanShare }: Cut): number => explainedShare + cleanShare;

const byLikelihood = (a: Cut, b: Cut): number => likelihood(b) - likelihood(a) || b.cells - a.cells;

/** No delimiter divides the lines: the file has one column, which the comma leaves whole unless it holds numbers like 1,5. */
function singleColumn(cuts: Cut[]): Cut | undefined {
  const whole = cuts.find(({ cells, regularShare }) => cells === 1 && regularShare === 1);
  return whole ?? [...cuts].sort((a, b) => b.regularShare - a.regularShare)[0];
}

/** Lines among the records that begin with # and are none of them: then such lines are remarks. */
function withRemarks(text: string, cut: Cut, isWhole: boolean): Cut {
  const isRemark = ({ cells, blank }: TextRecord) => !blank && (cells[0]?.startsWith("#") ?? false);
  const marked = cut.lines.slice(cut.skipLines).filter(isRemark);
  if (cut.cells < 2 || marked.length === 0 || marked.some(({ cells }) => cells.length === cut.cells)) return cut;
  const told = toldDelimiter(text) ? 1 : 0;
  return cutBy(text, { ...cut.cutting, comment: "#" }, isWhole, told);
}

function dialectOf({ cutting, lines, skipLines, cells }: Cut, isWhole: boolean): Dialect {
  const body = withoutTail(lines, isWhole)
    .slice(skipLines)
    .filter(({ blank, remark }) => !blank && !remark);
  const [first, ...rest] = body.map((record) => record.cells);
  const hasHeader = first === undefined || looksLikeHeader(first, rest);
  const headerLines = hasHeader ? headerLinesOf(first ?? [], rest) : 1;
  const footerLines = isWhole ? footerLength(body.slice(hasHeader ? headerLines : 0), cells) : 0;
  const isOneRow = isWhole && body.length === 1 && !first?.some(isTyped);
  return {
    ...PLAIN_DIALECT,
    ...cutting,
    newline: newlineOf(lines),
    skipLines,
    hasHeader,
    headerLines,
    footerLines,
    trailingDelimiter: hasHeader && first !== undefined && endsInDelimiter(first, rest.slice(headerLines - 1)),
    doubts: [...(isOneRow ? (["hasHeader"] as const) : []), ...(footerLines > 0 ? (["footerLines"] as const) : [])],
  };
}

function newlineOf(lines: readonly TextRecord[]): Dialect["newline"] {
  const kinds = new Set(lines.flatMap(({ newline }) => newline || []));
  if (kinds.size > 1) return "mixed";
  return kinds.has("\r\n") ? "crlf" : kinds.has("\r") ? "cr" : "lf";
}

/** Rows have one cell more than the header, and it is empty in all but a few of them. */
function endsInDelimiter(header: readonly string[], rows: readonly string[][]): boolean {
  return share(rows, (row) => row.length === header.length + 1 && row.at(-1) === "") >= MIN_TRAILED;
}
