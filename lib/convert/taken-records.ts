import { appendFile, writeFile } from "node:fs/promises";
import type { CellSource } from "./convert-sql.ts";
import { type RawRecord, readRecords } from "./irregular.ts";
import type { TakeMisfit } from "./misfit-records.ts";
import type { Prescanner } from "./prescan.ts";

/** Takes records out of a file when they must be rejected for a cell: into a CSV whose first cell is their row in that file. */
export class TakenRecords {
  readonly path: string;
  readonly #delimiter: string;
  #lines: string[] = [];
  #count = 0;

  constructor(path: string, delimiter: string) {
    this.path = path;
    this.#delimiter = delimiter;
  }

  get count(): number {
    return this.#count;
  }

  /** The records that are left. */
  async *outOf(prescanner: Prescanner, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const records of prescanner.records(chunks, this.#take)) {
      await this.#write();
      yield records;
    }
  }

  readonly #take: TakeMisfit = (row, record) => {
    this.#count++;
    this.#lines.push(`${row}${this.#delimiter}${record}\n`);
  };

  async #write(): Promise<void> {
    if (this.#lines.length === 0) return;
    const isFirst = this.#lines.length === this.#count;
    await (isFirst ? writeFile : appendFile)(this.path, this.#lines.join(""));
    this.#lines = [];
  }
}

/** The taken records as the engine reads them: strictly, each with its row. */
export const takenSource = (source: CellSource, path: string): CellSource => ({
  ...source,
  path,
  cells: source.cells + 1,
  columns: source.columns.map(({ index, column, nullsMisfits }) => ({ index: index + 1, column, nullsMisfits })),
  hasRow: true,
});

/** The taken records as they stood in their file. */
export async function* readTaken(path: string, { dialect, cells }: CellSource): AsyncGenerator<RawRecord> {
  for await (const { bytes } of readRecords(path, dialect, cells + 1)) {
    const end = bytes.indexOf(dialect.delimiter);
    yield { row: Number(bytes.toString("latin1", 0, end)), bytes: bytes.subarray(end + 1), problem: undefined };
  }
}
