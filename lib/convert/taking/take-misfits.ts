import type { RecipeColumn } from "#lib/schema/contract.ts";
import type { Misfit } from "../contract.ts";
import { MisfitCounts } from "../rejects/misfits.ts";
import { isPlainText, MisfitJudge } from "./misfit-judge.ts";
import { OddCells, type RecordForm } from "./odd-cells.ts";
import { RejectLines } from "./reject-lines.ts";

const [CR, QUOTE, COMMA] = [13, 34, 44];

/** A block of whole records, those among them that were marked, and what to make of their cells. */
export interface BlockToTake {
  form: RecordForm;
  block: Buffer;
  /** Records of the file that come before it. */
  before: number;
  /** As `countRecords` gives them. */
  marked: Int32Array;
  /** Where to write lines, as far as they find room. */
  room?: Buffer<SharedArrayBuffer>;
}

/** A block without the records that must be rejected. */
export interface TakenBlock {
  /** What is left of it. */
  left: Buffer;
  /** The rejects file's lines of the others, good until the next block or in its room. */
  lines: Buffer<SharedArrayBuffer>;
  count: number;
  misfits: Misfit[];
  /** By column, how many cells did not fit. */
  misfitsOf: number[];
}

/** A record of the block has odd cells, in these columns, that fit: only the strict reading can tell there. The block is as it was. */
export interface FittingBlock {
  fitting: number[];
  block: Buffer;
}

/** What a taker must know of a file. */
export interface FileToTakeFrom {
  /** Its name for its owner. */
  file: string;
  /** By their place in the record, the columns whose misfits reject it. */
  columns: readonly (RecipeColumn | null)[];
}

/** Takes records out of blocks that have cells which are not in their column's spelling and do not fit the column. */
export class MisfitTaker {
  readonly #judge: MisfitJudge;
  readonly #lines: RejectLines;
  readonly #odd = new OddCells();

  constructor({ file, columns }: FileToTakeFrom) {
    this.#judge = new MisfitJudge(columns);
    this.#lines = new RejectLines(file);
  }

  /** Overwrites the block, if it takes any. */
  take({ form, block, before, marked, room }: BlockToTake): TakenBlock | FittingBlock {
    const isPlain = isPlainText(block);
    const isBare = form.delimiter === COMMA && form.spelled.length > 1 && !block.includes(QUOTE);
    const counts = new MisfitCounts();
    const misfitsOf = form.spelled.map(() => 0);
    this.#lines.begin(room);
    for (let at = 0; at < marked.length; at += 3) {
      const [row = 0, start = 0, end = 0] = [marked[at], marked[at + 1], marked[at + 2]];
      this.#odd.find(form, block, start, end);
      const misfits = this.#judge.judge(block, start, end, this.#odd, isPlain);
      if (misfits === 0) return { fitting: this.#odd.columns.slice(0, this.#odd.length), block };
      const contentEnd = block[end - 2] === CR ? end - 2 : end - 1;
      for (let nth = 0; nth < misfits; nth++) {
        const misfit = this.#judge.misfit(nth);
        const { index } = misfit.kind;
        misfitsOf[index] = (misfitsOf[index] ?? 0) + 1;
        counts.add("rejected", before + row, misfit);
        this.#lines.add(before + row, misfit, start, contentEnd, isBare);
      }
    }
    const left = without(marked, block);
    return { left, lines: this.#lines.bytes, count: marked.length / 3, misfits: counts.list(), misfitsOf };
  }
}

/** Moves what is left together, in place. */
function without(marked: Int32Array, block: Buffer): Buffer {
  let left = marked[1] ?? block.length;
  for (let at = 0; at < marked.length; at += 3) {
    const from = marked[at + 2] ?? 0;
    const to = marked[at + 4] ?? block.length;
    if (to === from) continue;
    block.copyWithin(left, from, to);
    left += to - from;
  }
  return block.subarray(0, left);
}
