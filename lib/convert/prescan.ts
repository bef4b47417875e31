import type { Dialect, Recipe, RecipeColumn } from "#lib/schema/contract.ts";
import { unnamedColumns } from "#lib/schema/header.ts";
import { type Located, locateColumns } from "#lib/schema/locate-columns.ts";
import { type OpenText, openText } from "#lib/schema/open-text.ts";
import type { Prescan } from "./contract.ts";
import type { LocatedColumn } from "./convert-sql.ts";
import { LineBlocks } from "./records/line-blocks.ts";
import { type CountedBlock, RecordCounter } from "./records/record-counter.ts";
import { type RecordHead, readHead } from "./records/record-head.ts";
import { TextCheck } from "./records/text-check.ts";
import { nullsMisfits } from "./rejects/misfit-rule.ts";
import type { RecordForm } from "./taking/odd-cells.ts";

const NOTHING = Buffer.alloc(0);

/** What the pre-scan found, besides the counts that are kept. */
export interface PrescanResult extends Omit<Prescan, "setAside"> {
  /** How to cut the records that were kept. */
  dialect: Dialect;
  cells: number;
  /** Where the recipe's columns stand in this file, and how all their cells are spelled, if plainly. */
  columns: LocatedColumn[];
  /** Columns that this file lacks and need not have. */
  absent: Located["absent"];
  /** False: some records must be set aside or newlines mended before the engine may read the bytes. */
  regular: boolean;
}

/** Reads a CSV's bytes once on their way to disk: SHA-256, records, cells, encoding, spelling. Memory is bounded by the longest record allowed (2 MiB). */
export class Prescanner {
  readonly #recipe: Recipe;
  readonly #open: OpenText;
  readonly #text = new TextCheck();
  readonly #marks: boolean;
  #bytes = 0;
  #held = NOTHING;
  #body: Body | undefined;

  /** `dialect`: the file's own, where it is not the recipe's. `digests`: whether a SHA-256 is wanted. `marks`: whether records that may have to be rejected are marked, as far as that can be told from them alone. */
  constructor(recipe: Recipe, dialect = recipe.dialect, { digests = true, marks = false } = {}) {
    this.#recipe = recipe;
    this.#marks = marks && !mayLackKeys(recipe);
    this.#open = openText(dialect, digests);
  }

  /** How to cut the records that are given out. */
  get dialect(): Dialect {
    return this.#open.dialect;
  }

  /** Of the file as it is stored. */
  get bytesSeen(): number {
    return this.#bytes;
  }

  /** Data records so far. */
  get recordsSeen(): number {
    return this.#body?.counter.records ?? 0;
  }

  /** Whether what was given out so far ends with a record. */
  get isBetweenRecords(): boolean {
    return this.#body?.counter.isBetweenRecords ?? false;
  }

  /**
   * The data records of a file, unpacked and in UTF-8, without byte order mark, skipped lines and header; each buffer is good until the next is
   * asked for. Throws unreadable_csv when the file as a whole cannot be trusted, recipe_mismatch when the header is not the recipe's.
   */
  async *records(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const { bytes } of this.blocks(chunks)) yield bytes;
  }

  /** The same with the records that were marked. */
  async *blocks(chunks: AsyncIterable<Buffer>): AsyncGenerator<CountedBlock> {
    const lines = new LineBlocks();
    for await (const chunk of this.#open.text(this.#counted(chunks)))
      for (const block of lines.add(chunk)) yield* this.#push(this.#see(block, false));
    yield* this.#push(this.#see(lines.rest(), true));
    if (this.#body) yield this.#body.counter.finish();
  }

  *#push(records: Buffer): Generator<CountedBlock> {
    if (this.#body && records.length > 0) yield this.#body.counter.push(records);
  }

  /** Takes back what was marked in these columns, from a block on that was given out: it gives that block's marks without them. */
  unmark(columns: readonly number[], block: Buffer): Int32Array {
    this.giveUp(columns);
    return this.#readBody.counter.marksOf(block);
  }

  /** No cell of these columns leads to a mark any more. */
  giveUp(columns: readonly number[]): void {
    this.#readBody.counter.giveUp(columns);
  }

  /** What is said of spellings from now on is said of the records that follow. */
  beginPart(): void {
    this.#readBody.counter.restoreSpellings();
  }

  /** How the cells of marked records are to be told apart. */
  get form(): RecordForm {
    return this.#readBody.counter.form;
  }

  /** By their place in the file's records, the columns whose misfits reject one. */
  get rejecting(): (RecipeColumn | null)[] {
    const { head, columns } = this.#readBody;
    const rejecting = new Array<RecipeColumn | null>(head.cells).fill(null);
    for (const { index, column } of columns) if (!nullsMisfits(column, this.#recipe.errors)) rejecting[index] = column;
    return rejecting;
  }

  get #readBody(): Body {
    if (!this.#body) throw new Error("The file's records have not begun.");
    return this.#body;
  }

  /** Of all records, once they have been taken; before, of those so far. */
  result(): PrescanResult {
    const { head, columns, absent, extra, counter } = this.#readBody;
    return {
      ...this.#open.facts(),
      dialect: this.dialect,
      records: counter.records,
      cells: head.cells,
      columns: columns.map((located) => ({ ...located, spelling: counter.spellings[located.index] })),
      absent,
      drift: { missing: absent.map(({ column }) => column.source), extra },
      regular: counter.isRegular && this.#text.isUtf8 && !this.#text.hasNul,
    };
  }

  /** The records of a block: nothing until the head is complete. */
  #see(block: Buffer, isLast: boolean): Buffer {
    this.#text.push(block);
    if (this.#body) return block;
    const held = this.#held.length > 0 ? Buffer.concat([this.#held, block]) : block;
    const head = readHead(held, this.dialect, isLast);
    this.#held = head ? NOTHING : Buffer.from(held);
    if (!head) return NOTHING;
    this.#body = bodyAfter(head, this.#recipe, this.dialect.delimiter, this.#marks);
    return held.subarray(head.end);
  }

  async *#counted(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.#bytes += chunk.length;
      yield chunk;
    }
  }
}

interface Body {
  head: RecordHead;
  columns: LocatedColumn[];
  absent: Located["absent"];
  extra: string[];
  counter: RecordCounter;
}

function bodyAfter(head: RecordHead, recipe: Recipe, delimiter: string, marks: boolean): Body {
  const located = locateColumns(head.header ?? unnamedColumns(head.cells), recipe);
  return { head, ...located, counter: new RecordCounter(head, located.columns, delimiter, marks) };
}

/** A key that is not found is one more reason to reject a row, which is known later. */
const mayLackKeys = ({ derived }: Recipe): boolean =>
  derived.some((column) => column.from === "lookup" && column.unmatched === "reject");
