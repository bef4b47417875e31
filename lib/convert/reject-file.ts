import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { stringify } from "csv-stringify/sync";
import type { Dialect } from "#lib/schema/contract.ts";
import { type BadRow, readBadRows } from "./bad-cells.ts";
import { REJECT_COLUMNS } from "./contract.ts";
import type { JudgedCorrection } from "./corrected-rows.ts";
import { pickRecords, type RawRecord, readRecords, showLine } from "./irregular.ts";
import { MisfitCounts } from "./misfits.ts";
import { forSheet } from "./sheet-cell.ts";

const LINES_AT_ONCE = 1_000;

export interface RejectSource {
  /** The file's name as its owner knows it. */
  file: string;
  /** All data records, as uploaded. */
  records: string;
  dialect: Dialect;
  cells: number;
  /** Every record is sound. */
  regular: boolean;
  /** JSON lines of the engine, rows counted among sound records only; undefined when every sound record was good. */
  badCells: string | undefined;
  /** By row of the file. */
  corrections: ReadonlyMap<number, JudgedCorrection>;
}

export interface Rejected {
  setAside: number;
  badRows: number;
  /** Rejected rows that fit as corrected, in file order; not among the counts above. */
  corrected: JudgedCorrection[];
  misfits: MisfitCounts;
}

export const noneRejected = (): Rejected => ({ setAside: 0, badRows: 0, corrected: [], misfits: new MisfitCounts() });

/** Writes one CSV line per bad cell and per record set aside, in file order, with the raw line. */
export async function writeRejects(source: RejectSource, target: string): Promise<Rejected> {
  const rejected = noneRejected();
  await pipeline(rejectText(source, rejected), createWriteStream(target));
  return rejected;
}

/** Lines are put together by the thousand: each call costs as much as many lines. */
async function* rejectText(source: RejectSource, rejected: Rejected) {
  let lines: string[][] = [[...REJECT_COLUMNS]];
  for await (const misfitting of misfittingRecords(source)) {
    lines.push(...explain(misfitting, source, rejected));
    if (lines.length < LINES_AT_ONCE) continue;
    yield stringify(lines);
    lines = [];
  }
  if (lines.length > 0) yield stringify(lines);
}

async function* misfittingRecords(source: RejectSource): AsyncGenerator<Misfitting> {
  const { records, dialect, cells, regular, badCells } = source;
  const bad = badCells ? readBadRows(badCells) : undefined;
  if (regular && bad) {
    for await (const { record, wanted } of pickRecords(records, dialect, bad)) yield { record, bad: wanted };
    return;
  }
  let next = await bad?.next();
  let sound = 0;
  for await (const record of readRecords(records, dialect, cells)) {
    if (record.problem) {
      yield { record, bad: undefined };
      continue;
    }
    sound++;
    if (!next || next.done || next.value.row !== sound) continue;
    yield { record, bad: next.value };
    next = await bad?.next();
  }
}

interface Misfitting {
  record: RawRecord;
  bad: BadRow | undefined;
}

/** The lines of one record; none when all that did not fit became NULL, or when it fits as somebody corrected it. */
function explain({ record, bad }: Misfitting, source: RejectSource, rejected: Rejected): string[][] {
  const { row } = record;
  if (bad && bad.cells.length === 0) {
    note(bad, row, rejected);
    return [];
  }
  const raw = showLine(record.bytes);
  const correction = source.corrections.get(row);
  const isMeant = correction?.was === raw;
  if (isMeant && correction.fits) {
    if (correction.bad) note(correction.bad, row, rejected);
    rejected.corrected.push(correction);
    return [];
  }
  if (bad) rejected.badRows++;
  else rejected.setAside++;
  const reasons = isMeant ? reasonsOf(correction.problem, correction.bad) : reasonsOf(record.problem, bad);
  for (const { column, value, reason } of reasons)
    rejected.misfits.add("rejected", { row, column, value: column === "" ? raw : value, reason });
  return reasons.map(({ column, value, reason }) =>
    [source.file, String(row), column, value, reason, raw].map(forSheet),
  );
}

const reasonsOf = (problem: string | undefined, bad: BadRow | undefined) =>
  problem !== undefined ? [{ column: "", value: "", reason: problem }] : (bad?.cells ?? []);

function note({ nulled }: BadRow, row: number, { misfits }: Rejected): void {
  for (const { column, value, reason } of nulled) misfits.add("nulled", { row, column, value, reason });
}
