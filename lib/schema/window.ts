import { decodeCut, isUtf16 } from "./bytes/characters.ts";
import type { Dialect } from "./contract.ts";
import type { CutText } from "./cut-text.ts";
import { footerLength } from "./footer.ts";
import { readLines, type TextRecord } from "./records.ts";

/** So many rows in line with the header show that a window was cut in at a record's start. */
const ROWS_IN_LINE = 20;
const STARTS_TRIED = 50;

/** What a piece from a file's middle or end adds to a sample: its regular rows, and the footer, as long as it is said to be or as it looks. */
export function rowsOfWindow(
  window: Buffer,
  { dialect, cells }: Pick<CutText, "dialect" | "cells">,
  isEnd: boolean,
  footerLines: number | undefined,
): { rows: string[][]; footer: string[][] } {
  const records = recordsOf(textOf(window, dialect), dialect, cells, isEnd);
  const footed = isEnd ? (footerLines ?? footerLength(records, cells)) : 0;
  const all = records.map((record) => record.cells);
  const data = all.slice(0, all.length - footed);
  return { rows: data.filter((row) => row.length === cells), footer: all.slice(data.length) };
}

/** From the first line end on, where no character is cut in two. Rows with bytes that mean nothing are no evidence. */
function textOf(window: Buffer, { encoding }: Dialect): string {
  if (encoding === "utf-8") return new TextDecoder("utf-8").decode(window);
  if (isUtf16(encoding)) return decodeCut(window, encoding) ?? "";
  const start = Math.min(...[10, 13].map((byte) => window.indexOf(byte)).filter((at) => at >= 0), window.length);
  return decodeCut(window.subarray(start), encoding) ?? "";
}

/** The records from the first newline on after which they have as many cells as the header; none when no start fits. */
function recordsOf(text: string, dialect: Dialect, cells: number, isEnd: boolean): TextRecord[] {
  let start = 0;
  for (let tried = 0; tried < STARTS_TRIED; tried++) {
    const newline = /\r\n|\n|\r/g;
    newline.lastIndex = start;
    if (!newline.exec(text)) return [];
    start = newline.lastIndex;
    const lines = [...readLines(text, dialect, start)].map((line) => trimmed(line, dialect));
    const records = lines.filter((line) => isRecord(line, isEnd));
    if (records.slice(0, ROWS_IN_LINE).every((record) => record.cells.length === cells)) return records;
  }
  return [];
}

const isRecord = ({ ended, open, blank, remark, cells }: TextRecord, isEnd: boolean): boolean =>
  (ended || (isEnd && !open)) && !blank && !remark && !cells.some((cell) => cell.includes("\ufffd"));

const trimmed = (record: TextRecord, { trailingDelimiter }: Dialect): TextRecord =>
  trailingDelimiter && record.cells.at(-1) === "" ? { ...record, cells: record.cells.slice(0, -1) } : record;
