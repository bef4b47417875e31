import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";
import { stringify } from "csv-stringify/sync";
import { z } from "zod";
import type { Dialect } from "#lib/schema/contract.ts";
import { REJECT_COLUMNS } from "./contract.ts";
import { readRecords, showLine } from "./irregular.ts";

const BadCell = z.object({
  row: z.coerce.number(),
  column: z.string(),
  value: z.string().nullish(),
  reason: z.string().nullish(),
});
type BadCell = z.infer<typeof BadCell>;

export interface RejectSource {
  /** The file's name as its owner knows it. */
  file: string;
  /** All data records, as uploaded. */
  records: string;
  dialect: Dialect;
  cells: number;
  /** JSON lines of the engine, rows counted among sound records only; undefined when every sound record was good. */
  badCells: string | undefined;
}

/** Writes one CSV line per bad cell and per record set aside, in file order, with the raw line; resolves to the number of rejected rows. */
export async function writeRejects(
  source: RejectSource,
  target: string,
): Promise<{ setAside: number; badRows: number }> {
  const counts = { setAside: 0, badRows: 0 };
  await pipeline(rejectLines(source, counts), createWriteStream(target));
  return counts;
}

async function* rejectLines(source: RejectSource, counts: { setAside: number; badRows: number }) {
  const bad = source.badCells ? cellsByRow(source.badCells) : undefined;
  let next = await bad?.next();
  let sound = 0;
  yield line([...REJECT_COLUMNS]);
  for await (const record of readRecords(source.records, source.dialect, source.cells)) {
    const raw = () => showLine(record.bytes);
    if (record.problem) {
      counts.setAside++;
      yield line([source.file, String(record.row), "", "", record.problem, raw()]);
      continue;
    }
    sound++;
    if (!next || next.done || next.value.row !== sound) continue;
    counts.badRows++;
    for (const cell of next.value.cells)
      yield line([
        source.file,
        String(record.row),
        cell.column,
        cell.value ?? "",
        cell.reason ?? "does not fit",
        raw(),
      ]);
    next = await bad?.next();
  }
}

async function* cellsByRow(path: string): AsyncGenerator<{ row: number; cells: BadCell[] }> {
  let group: { row: number; cells: BadCell[] } | undefined;
  for await (const text of createInterface({ input: createReadStream(path) })) {
    const cell = BadCell.parse(JSON.parse(text));
    if (group && group.row === cell.row) group.cells.push(cell);
    else {
      if (group) yield group;
      group = { row: cell.row, cells: [cell] };
    }
  }
  if (group) yield group;
}

const line = (cells: string[]): string => stringify([cells]);
