import { isUtf8 } from "node:buffer";
import type { RecipeColumn } from "#lib/schema/contract.ts";
import { parseCell } from "#lib/schema/formats.ts";
import { splitRecords } from "#lib/schema/records.ts";

/** Texts whose judgement is remembered: most misfits of a column are the same few words. */
const REMEMBERED = 1_000;

/** Says of single cells whether they are a reason to reject their row. */
export class MisfitJudge {
  readonly #delimiter: string;
  readonly #columns: ReadonlyMap<number, RecipeColumn>;
  readonly #known = new Map<string, boolean>();

  /** `columns`: by their place, those whose misfits reject a row. */
  constructor(delimiter: string, columns: ReadonlyMap<number, RecipeColumn>) {
    this.#delimiter = delimiter;
    this.#columns = columns;
  }

  /** The record's text, if its cell in this place does not fit; undefined when it does, or when only others can tell. */
  misfitting(record: Buffer, index: number): string | undefined {
    const column = this.#columns.get(index);
    if (!column || !isUtf8(record) || record.includes(0)) return undefined;
    const text = record.toString("utf8");
    return this.#isMisfit(this.#cellOf(text, index), index, column) ? text : undefined;
  }

  #cellOf(record: string, index: number): string {
    const cells = record.includes('"') ? splitRecords(record, this.#delimiter)[0] : record.split(this.#delimiter);
    return cells?.[index] ?? "";
  }

  #isMisfit(cell: string, index: number, { type, format, nullTokens, trim }: RecipeColumn): boolean {
    const key = `${index} ${cell}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const isMisfit = parseCell(cell, type, format, nullTokens, trim).kind === "misfit";
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(key, isMisfit);
    return isMisfit;
  }
}
