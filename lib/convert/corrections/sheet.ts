import { fromSheet } from "#lib/convert/rejects/sheet-cell.ts";
import { AppError } from "#lib/platform/errors.ts";
import { readLines } from "#lib/schema/records.ts";

/** What was sent for one rejected row: a line for the whole record, values for single cells by their column. */
export interface SentRow {
  row: number;
  lines: string[];
  cells: Record<string, string>;
}

const NEEDED = ["file", "row", "column", "value", "line"] as const;
type Place = Record<(typeof NEEDED)[number], number>;

/**
 * Reads a rejects file that came back, by the names of its columns, whatever a spreadsheet took for a delimiter: where
 * a line names a column, its value is that cell's; where it names none, its line is the whole record. By file, then row.
 */
export function readSheet(text: string): Map<string, SentRow[]> {
  const content = text.replace(/^\uFEFF/, "");
  const delimiter = delimiterOf(content);
  const [header, ...lines] = [...readLines(content, delimiter)].filter(({ blank }) => !blank);
  const place = placesIn(header?.cells ?? []);
  const files = new Map<string, Map<number, SentRow>>();
  for (const { cells } of lines) {
    const at = (name: keyof Place) => fromSheet(cells[place[name]] ?? "");
    if (cells.every((cell) => cell.trim() === "")) continue;
    const rows = files.get(at("file")) ?? new Map<number, SentRow>();
    files.set(at("file"), rows);
    const row = rowNumber(at("row"));
    const sent = rows.get(row) ?? { row, lines: [], cells: {} };
    rows.set(row, sent);
    const column = at("column");
    if (column === "") sent.lines.push(at("line"));
    else sent.cells[column] = at("value");
  }
  return new Map([...files].map(([path, rows]) => [path, [...rows.values()]]));
}

/** Spreadsheets of many countries write semicolons, some tabs. */
function delimiterOf(text: string): string {
  const [first = ""] = text.split(/\r?\n|\r/, 1);
  return [",", ";", "\t"].find((candidate) => first.split(candidate).length >= NEEDED.length) ?? ",";
}

function placesIn(header: readonly string[]): Place {
  const names = header.map((cell) => cell.trim().toLowerCase());
  const missing = NEEDED.filter((name) => !names.includes(name));
  if (missing.length > 0)
    throw new AppError(
      "invalid_input",
      `This is not a file of rejected rows: it has no column ${missing.join(", ")}. Download the rejected rows, correct them there, and send that file.`,
    );
  const [file, row, column, value, line] = NEEDED.map((name) => names.indexOf(name));
  return { file: file ?? 0, row: row ?? 0, column: column ?? 0, value: value ?? 0, line: line ?? 0 };
}

/** 0 for what is no row number: no record has it. */
const rowNumber = (text: string): number => (/^[0-9]{1,15}$/.test(text.trim()) ? Number(text) : 0);
