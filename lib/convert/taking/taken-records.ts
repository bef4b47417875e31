import { type FileHandle, open } from "node:fs/promises";
import { PLAIN_DIALECT } from "#lib/schema/contract.ts";
import { splitRecords } from "#lib/schema/records.ts";
import { REJECT_COLUMNS } from "../contract.ts";
import { readRecords } from "../irregular.ts";
import type { Prescanner } from "../prescan.ts";
import type { BadRow } from "../rejects/bad-cells.ts";
import { MisfitCounts } from "../rejects/misfits.ts";
import { REJECT_HEADER } from "../rejects/reject-line.ts";
import { fromSheet } from "../rejects/sheet-cell.ts";
import { BlockTaker } from "./block-taker.ts";
import { sharedBytes } from "./reject-lines.ts";
import type { FittingBlock, TakenBlock } from "./take-misfits.ts";

/** So many records may be taken out for a column before it is asked whether that is nearly all of the file. */
const PATIENCE = 100_000;
const NEARLY_ALL = 0.98;

/** Takes records out of a file while it is read, when they must be rejected for a cell: into a rejects file. */
export class TakenRecords {
  readonly path: string;
  readonly misfits = new MisfitCounts();
  readonly #name: string;
  /** By column. */
  readonly #misfitsOf: number[] = [];
  #count = 0;

  /** `path`: of the rejects file; `file`: the name of the file for its owner. */
  constructor(path: string, file: string) {
    this.path = path;
    this.#name = file;
  }

  get count(): number {
    return this.#count;
  }

  /** The records that are left, each buffer good until the next is asked for. The prescanner must mark. */
  async *outOf(prescanner: Prescanner, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    await using file = await open(this.path, "w");
    await file.appendFile(REJECT_HEADER);
    await using taker = new BlockTaker(() => ({ file: this.#name, columns: prescanner.rejecting }));
    const waiting: Waiting[] = [];
    const settle = async ({ before, answer }: Waiting): Promise<Buffer> => {
      for (let answered = await answer; ; ) {
        if ("left" in answered) return this.#keep(answered, prescanner, file);
        const { block, fitting } = answered;
        const marked = prescanner.unmark(fitting, block);
        answered = taker.takeHere({ form: prescanner.form, block, before, marked });
      }
    };
    for await (const { bytes: block, before, marked } of prescanner.blocks(chunks)) {
      if (marked.length > 0)
        waiting.push({ before, answer: taker.take({ form: prescanner.form, block, before, marked }) });
      else if (waiting.length > 0) waiting.push({ before, answer: Promise.resolve(nothingTaken(block)) });
      else yield block;
      waiting.at(-1)?.answer.catch(() => {}); // Whoever awaits it hears of it; if nobody does any more, it does not matter.
      for (const due of waiting.splice(0, Math.max(0, waiting.length - taker.ahead))) yield settle(due);
    }
    for (const due of waiting) yield settle(due);
  }

  /** Resolves to what is left of the block. */
  async #keep(taken: TakenBlock, prescanner: Prescanner, file: FileHandle): Promise<Buffer> {
    this.#count += taken.count;
    this.misfits.addAll(taken.misfits);
    for (const [column, count] of taken.misfitsOf.entries())
      this.#misfitsOf[column] = (this.#misfitsOf[column] ?? 0) + count;
    await file.appendFile(taken.lines);
    prescanner.giveUp(this.#hopeless(prescanner.recordsSeen));
    return taken.left;
  }

  /** Columns in which nearly nothing fits: such a file need not be explained record by record. */
  #hopeless(records: number): number[] {
    const isHopeless = (count = 0) => count > PATIENCE && count > records * NEARLY_ALL;
    return [...this.#misfitsOf.keys()].filter((column) => isHopeless(this.#misfitsOf[column]));
  }
}

/** A block that was given to be looked at. */
interface Waiting {
  before: number;
  answer: Promise<TakenBlock | FittingBlock>;
}

/** The bytes are copied: others are waited for. */
const nothingTaken = (bytes: Buffer): TakenBlock => ({
  ...{ left: Buffer.from(bytes), lines: sharedBytes(0), count: 0, misfits: [], misfitsOf: [] },
});

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
