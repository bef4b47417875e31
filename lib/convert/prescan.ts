import { createHash } from "node:crypto";
import type { Recipe } from "#lib/schema/contract.ts";
import { locateColumns, unnamedColumns } from "#lib/schema/header.ts";
import type { Prescan } from "./contract.ts";
import type { LocatedColumn } from "./convert-sql.ts";
import { LineBlocks } from "./line-blocks.ts";
import { RecordCounter } from "./record-counter.ts";
import { type RecordHead, readHead } from "./record-head.ts";
import { TextCheck } from "./text-check.ts";

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const NOTHING = Buffer.alloc(0);

/** What the pre-scan found, besides the counts that are kept. */
export interface PrescanResult extends Omit<Prescan, "setAside"> {
  cells: number;
  /** Where the recipe's columns stand in this file, and how all their cells are spelled, if plainly. */
  columns: LocatedColumn[];
  /** False: some records must be set aside or newlines mended before the engine may read the bytes. */
  regular: boolean;
}

/** Reads a CSV's bytes once on their way to disk: SHA-256, records, cells, encoding, spelling. Memory is bounded by the longest record allowed (2 MiB). */
export class Prescanner {
  readonly #recipe: Recipe;
  readonly #hash = createHash("sha256");
  readonly #text = new TextCheck();
  #bytes = 0;
  #held = NOTHING;
  #body: Body | undefined;

  constructor(recipe: Recipe) {
    this.#recipe = recipe;
  }

  get bytesSeen(): number {
    return this.#bytes;
  }

  /**
   * The data records of a file, without byte order mark, skipped lines and header; each buffer is good until the next is
   * asked for. Throws unreadable_csv when the file as a whole cannot be trusted, recipe_mismatch when the header is not
   * the recipe's.
   */
  async *records(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const lines = new LineBlocks();
    for await (const chunk of chunks)
      for (const block of lines.add(chunk)) {
        const records = this.#see(block, false);
        if (records.length === 0) continue;
        this.#body?.counter.push(records);
        yield records;
      }
    const records = this.#see(lines.rest(), true);
    this.#body?.counter.finish(records);
    yield records;
  }

  /** Call once all records have been taken. */
  result(): PrescanResult {
    if (!this.#body) throw new Error("The file has not been read to its end.");
    const { head, columns, counter } = this.#body;
    return {
      sha256: this.#hash.digest("hex"),
      bytes: this.#bytes,
      records: counter.records,
      cells: head.cells,
      columns: columns.map((located) => ({ ...located, spelling: counter.spellings[located.index] })),
      regular: counter.isRegular && this.#text.isUtf8 && !this.#text.hasNul,
    };
  }

  /** The records of a block: nothing until the head is complete. */
  #see(block: Buffer, isLast: boolean): Buffer {
    this.#hash.update(block);
    this.#text.push(block);
    const bytes = this.#bytes === 0 && block.subarray(0, 3).equals(BOM) ? block.subarray(3) : block;
    this.#bytes += block.length;
    if (this.#body) return bytes;
    const held = Buffer.concat([this.#held, bytes]);
    const head = readHead(held, this.#recipe.dialect, isLast);
    this.#held = head ? NOTHING : held;
    if (!head) return NOTHING;
    this.#body = bodyAfter(head, this.#recipe);
    return held.subarray(head.end);
  }
}

interface Body {
  head: RecordHead;
  columns: LocatedColumn[];
  counter: RecordCounter;
}

function bodyAfter(head: RecordHead, recipe: Recipe): Body {
  const columns = locateColumns(head.header ?? unnamedColumns(head.cells), recipe);
  return { head, columns, counter: new RecordCounter(head, columns, recipe.dialect.delimiter) };
}
