import { REJECT_COLUMNS } from "../contract.ts";
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
export const rejectLine = ({ file, row, column, value, reason, line }: RejectLine): string =>
  `${[file, row, column, value, reason, line].map((cell) => sheetCell(String(cell))).join(",")}\n`;

/** A text as a cell that spreadsheets take for nothing else. */
export const sheetCell = (text: string): string => quoted(forSheet(text));

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
