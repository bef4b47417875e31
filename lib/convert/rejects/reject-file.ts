import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { Dialect } from "#lib/schema/contract.ts";
import type { JudgedCorrection } from "../corrected-rows.ts";
import { pickRecords, type RawRecord, readRecords, showLine } from "../irregular.ts";
import { readTaken } from "../taking/taken-records.ts";
import { type BadRow, readBadRows } from "./bad-cells.ts";
import { MisfitCounts } from "./misfits.ts";
import { REJECT_HEADER, rejectLine } from "./reject-line.ts";

const LINES_AT_ONCE = 1_000;

export interface RejectSource {
  /** The file's name as its owner knows it. */
  file: string;
  /** All data records but those taken, as uploaded. */
  records: string;
  dialect: Dialect;
  cells: number;
  /** Every record is sound. */
  regular: boolean;
  /** JSON lines of the engine, rows counted among sound records only; undefined when every sound record was good. */
  badCells: string | undefined;
  /** The rejects file of records that are not among the others. */
  taken: string;
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

/** Lines are put together by the thousand: each one by itself costs as much to write as many. */
async function* rejectText(source: RejectSource, rejected: Rejected) {
  let lines = [REJECT_HEADER];
  for await (const misfitting of misfittingRecords(source)) {
    lines.push(...explain(misfitting, source, rejected));
    if (lines.length < LINES_AT_ONCE) continue;
    yield lines.join("");
    lines = [];
  }
  yield lines.join("");
}

/** In the order of the file. Rows among the records that are left lie behind as many more as were taken before them. */
async function* misfittingRecords(source: RejectSource): AsyncGenerator<Misfitting> {
  const taken = takenRecords(source.taken);
  let next = await taken.next();
  let before = 0;
  for await (const { record, bad } of misfitsLeft(source)) {
    for (; !next.done && next.value.record.row <= record.row + before; next = await taken.next()) {
      before++;
      yield next.value;
    }
    yield { record: { ...record, row: record.row + before }, bad };
  }
  for (; !next.done; next = await taken.next()) yield next.value;
}

async function* takenRecords(path: string): AsyncGenerator<Misfitting> {
  for await (const { line, bad } of readTaken(path))
    yield { record: { row: bad.row, bytes: Buffer.from(line), problem: undefined }, bad };
}

async function* misfitsLeft({ records, dialect, cells, regular, badCells }: RejectSource): AsyncGenerator<Misfitting> {
  const bad = badCells ? readBadRows(badCells) : undefined;
  if (regular) {
    if (bad) for await (const { record, wanted } of pickRecords(records, dialect, bad)) yield { record, bad: wanted };
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
function explain({ record, bad }: Misfitting, source: RejectSource, rejected: Rejected): string[] {
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
    rejected.misfits.add("rejected", row, { column, value: column === "" ? raw : value, reason });
  return reasons.map((why) => rejectLine({ ...why, file: source.file, row, line: raw }));
}

const reasonsOf = (problem: string | undefined, bad: BadRow | undefined) =>
  problem !== undefined ? [{ column: "", value: "", reason: problem }] : (bad?.cells ?? []);

function note({ nulled }: BadRow, row: number, { misfits }: Rejected): void {
  for (const { column, value, reason } of nulled) misfits.add("nulled", row, { column, value, reason });
}
