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

/** As CSV with its newline. A file may have millions of them. */
export const rejectLine = ({ file, row, column, value, reason, line }: RejectLine): string =>
  `${quoted(forSheet(file))},${row},${quoted(forSheet(column))},${quoted(forSheet(value))},${quoted(forSheet(reason))},${quoted(forSheet(line))}\n`;

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
