import { REJECT_COLUMNS } from "./contract.ts";
import { forSheet } from "./sheet-cell.ts";

/** What one line of a rejects file says. */
export interface RejectLine {
  file: string;
  /** 1-based, in the file. */
  row: number;
  /** Empty when the record as a whole is at fault. */
  column: string;
  value: string;
  reason: string;
  line: string;
}

export const REJECT_HEADER = `${REJECT_COLUMNS.join(",")}\n`;

/** As CSV with its newline. */
export const rejectLine = ({ file, row, line, ...why }: RejectLine): string =>
  `${sheetCell(file)},${row},${whyCells(why)},${sheetCell(line)}\n`;

/** The cells that say what is wrong with one. */
export const whyCells = ({ column, value, reason }: Pick<RejectLine, "column" | "value" | "reason">): string =>
  `${sheetCell(column)},${sheetCell(value)},${sheetCell(reason)}`;

/** A text as a cell that spreadsheets take for nothing else. */
export const sheetCell = (text: string): string => quoted(forSheet(text));

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
