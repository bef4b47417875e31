import type { Dialect } from "#lib/schema/contract.ts";
import { rowsOfWindow } from "#lib/schema/window.ts";

const TAIL_BYTES = 2 ** 16;

/** The last records that went by. */
export class Tail {
  #bytes: Buffer = Buffer.alloc(0);

  keep(records: Buffer): void {
    const kept = records.length < TAIL_BYTES ? [this.#bytes, records] : [records];
    this.#bytes = Buffer.from(Buffer.concat(kept).subarray(-TAIL_BYTES));
  }

  /** Those at the end that look like no data. */
  footer(dialect: Dialect, cells: number): string[][] {
    return rowsOfWindow(this.#bytes, { dialect, cells }, true, undefined).footer;
  }
}
