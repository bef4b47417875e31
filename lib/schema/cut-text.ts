import { AppError } from "#lib/platform/errors.ts";
import type { Dialect } from "./contract.ts";
import { joinHeader } from "./header-lines.ts";
import type { TextRecord } from "./records.ts";
import { modalCells } from "./regularity.ts";

/** A text cut into header and rows under one dialect. */
export interface CutText {
  dialect: Dialect;
  /** The header's cells; undefined when the first row is data. */
  header: string[] | undefined;
  cells: number;
  /** Data records that are complete and have as many cells as the header. */
  rows: string[][];
  /** Their places among the data records, counted from 1. */
  rowNumbers: number[];
  /** Complete data records with another number of cells. */
  ragged: number;
  /** Those of the right number of cells with text after a closing quote. */
  malformed: number;
  /** Lines among the rows that are remarks. */
  remarks: number;
  /** The records at the end that are no data, as they are cut. */
  footer: string[][];
  /** The record the text's end cut off, or the last one of a file that ends inside quotes. */
  tail: TextRecord | undefined;
}

/** Sorts the lines of a text, which were cut with this dialect's delimiter and quotes. Throws unreadable_csv when header and rows do not go together. */
export function cutLines(all: readonly TextRecord[], dialect: Dialect, isWhole: boolean): CutText {
  const lines = withoutTail(all, isWhole);
  const tail = lines.length < all.length ? all.at(-1) : undefined;
  const below = lines.slice(dialect.skipLines);
  const records = below.filter(({ blank, remark }) => !blank && !remark);
  const headed = dialect.hasHeader ? records.splice(0, dialect.headerLines) : [];
  const footed = dialect.footerLines > 0 && isWhole ? records.splice(-dialect.footerLines) : [];
  const data = dialect.trailingDelimiter ? records.map(withoutLast) : records;
  const header = dialect.hasHeader ? joinHeader(headed.map((record) => record.cells)) : undefined;
  const common = modalCells(data);
  if (header && data.length > 1 && header.length !== common) throw headerMismatch(header.length, common);
  const cells = headed.length > 0 ? (header?.length ?? 0) : common;
  const places = data.flatMap((record, at) => (record.cells.length === cells ? [{ record, number: at + 1 }] : []));
  const regular = places.map(({ record }) => record);
  return {
    dialect,
    header,
    cells,
    rows: regular.map((record) => record.cells),
    rowNumbers: places.map(({ number }) => number),
    ragged: data.length - regular.length,
    malformed: regular.filter(({ malformed }) => malformed).length,
    remarks: below.filter(({ remark }) => remark).length,
    footer: footed.map((record) => record.cells),
    tail,
  };
}

/** The lines but for a last one that the text's end cut off. */
export function withoutTail(lines: readonly TextRecord[], isWhole: boolean): TextRecord[] {
  const last = lines.at(-1);
  return lines.slice(0, last && (last.open || !(last.ended || isWhole)) ? -1 : lines.length);
}

/** The empty cell that one delimiter too many makes. */
const withoutLast = (record: TextRecord): TextRecord =>
  record.cells.at(-1) === "" ? { ...record, cells: record.cells.slice(0, -1) } : record;

const headerMismatch = (header: number, rows: number): AppError =>
  new AppError(
    "unreadable_csv",
    `The header has ${header} columns, but most rows have ${rows}. Give every column a name, or take the extra delimiters out of the rows.`,
  );
