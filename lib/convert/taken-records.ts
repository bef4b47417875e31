import { open } from "node:fs/promises";
import { PLAIN_DIALECT } from "#lib/schema/contract.ts";
import { splitRecords } from "#lib/schema/records.ts";
import type { BadRow } from "./bad-cells.ts";
import { REJECT_COLUMNS } from "./contract.ts";
import { readRecords } from "./irregular.ts";
import type { Misfit } from "./misfit-judge.ts";
import type { TakeMisfits } from "./misfit-records.ts";
import { MisfitCounts } from "./misfits.ts";
import type { Prescanner } from "./prescan.ts";
import { REJECT_HEADER } from "./reject-line.ts";
import { RejectLines } from "./reject-lines.ts";
import { fromSheet } from "./sheet-cell.ts";

const BYTES_AT_ONCE = 2 ** 20;
const CR = 13;

/** Takes records out of a file while it is read, when they must be rejected for a cell: into a rejects file. */
export class TakenRecords {
  readonly path: string;
  readonly misfits = new MisfitCounts();
  readonly #lines: RejectLines;
  #count = 0;
  #first: { row: number; misfits: readonly Misfit[] } | undefined;

  /** `path`: of the rejects file; `file`: the name of the file for its owner. */
  constructor(path: string, file: string) {
    this.path = path;
    this.#lines = new RejectLines(file);
  }

  get count(): number {
    return this.#count;
  }

  get first(): { row: number; misfits: readonly Misfit[] } | undefined {
    return this.#first;
  }

  /** The records that are left. */
  async *outOf(prescanner: Prescanner, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    await using file = await open(this.path, "w");
    await file.appendFile(REJECT_HEADER);
    for await (const records of prescanner.records(chunks, this.#take)) {
      yield records;
      if (this.#lines.length >= BYTES_AT_ONCE) await file.appendFile(this.#lines.take());
    }
    await file.appendFile(this.#lines.take());
  }

  readonly #take: TakeMisfits = (block, records) => {
    this.#count += records.length;
    this.#first ??= records[0];
    for (const { row, start, end, misfits } of records) {
      const contentEnd = block[end - 2] === CR ? end - 2 : end - 1;
      for (const misfit of misfits) {
        const { column, value, reason } = misfit;
        this.misfits.add("rejected", { row, column, value, reason });
        this.#lines.add(row, misfit, block, start, contentEnd);
      }
    }
  };
}

/** A record that was taken out, with its row in the file, and its misfits. */
export interface TakenRow {
  line: string;
  bad: BadRow;
}

/** Reads taken records back from their rejects file. */
export async function* readTaken(path: string): AsyncGenerator<TakenRow> {
  let open: TakenRow | undefined;
  for await (const { bytes } of readRecords(path, PLAIN_DIALECT, REJECT_COLUMNS.length)) {
    const [cells = []] = splitRecords(bytes.toString("utf8"), PLAIN_DIALECT.delimiter);
    const [, number = "", column = "", value = "", reason = "", line = ""] = cells.map(fromSheet);
    const row = Number(number);
    if (Number.isNaN(row)) continue; // The header.
    if (open && open.bad.row !== row) {
      yield open;
      open = undefined;
    }
    open ??= { line, bad: { row, cells: [], nulled: [] } };
    open.bad.cells.push({ row, column, value, reason, nulled: false });
  }
  if (open) yield open;
}
