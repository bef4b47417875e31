import { fromSheet } from "#lib/convert/rejects/sheet-cell.ts";
import { openObject } from "#lib/platform/storage.ts";
import { readLines, type TextRecord } from "#lib/schema/records.ts";

/** A rejected row as its rejects file has it. */
export interface ListedRow {
  line: string;
  /** The cells it was rejected for, by column; none when the record as a whole does not fit. */
  cells: Record<string, string>;
}

/** Looks some rows up in a rejects file, which may be large: it is streamed, up to the last of them. */
export async function findListedRows(key: string, rows: readonly number[]): Promise<Map<number, ListedRow>> {
  const wanted = new Set(rows);
  const last = rows.reduce((a, b) => Math.max(a, b), 0);
  const found = new Map<number, ListedRow>();
  for await (const { cells } of recordsOf(key)) {
    const [, rowText = "", column = "", value = "", , line = ""] = cells.map(fromSheet);
    const row = Number(rowText);
    if (row > last) break;
    if (!wanted.has(row)) continue;
    const listed = found.get(row) ?? { line, cells: {} };
    if (column !== "") listed.cells[column] = value;
    found.set(row, listed);
  }
  return found;
}

async function* recordsOf(key: string): AsyncGenerator<TextRecord> {
  const decoder = new TextDecoder();
  let held = "";
  for await (const chunk of await openObject(key)) {
    held += decoder.decode(chunk, { stream: true });
    let end = 0;
    for (const record of readLines(held, ",")) {
      if (!record.ended || record.open) break;
      end = record.end;
      yield record;
    }
    held = held.slice(end);
  }
}
