import { isUtf8 } from "node:buffer";
import type { RecipeColumn } from "#lib/schema/contract.ts";
import type { Cell } from "#lib/schema/format.ts";
import { parseCell } from "#lib/schema/formats.ts";
import type { PlacedCell } from "./record-automaton.ts";
import type { MarkedRecord } from "./record-lanes.ts";

/** Texts whose judgement is remembered: most misfits of a column are the same few words. */
const REMEMBERED = 1_000;
const CR = 13;
/** What may be UTF-8 or a NUL. */
const NOT_ASCII = /[^\t -~]/;

/** A record that must be rejected, as text without its newline, and its cells that do not fit. */
export interface MisfitRecord {
  line: string;
  cells: { index: number; column: string; value: string; reason: string }[];
}

/** Says of single records whether, and why, they must be rejected. */
export class MisfitJudge {
  readonly #columns: ReadonlyMap<number, RecipeColumn>;
  readonly #known = new Map<string, Cell>();

  /** `columns`: by their place, those whose misfits reject a row. */
  constructor(columns: ReadonlyMap<number, RecipeColumn>) {
    this.#columns = columns;
  }

  /** Undefined when all of these cells fit, or when only others can tell. */
  judge(block: Buffer, { start, end }: MarkedRecord, cells: readonly PlacedCell[]): MisfitRecord | undefined {
    const contentEnd = block[end - 2] === CR ? end - 2 : end - 1;
    const bytes = block.toString("latin1", start, contentEnd);
    const isAscii = !NOT_ASCII.test(bytes);
    if (!isAscii && !isText(block.subarray(start, contentEnd))) return undefined;
    const misfits: MisfitRecord["cells"] = [];
    for (const cell of cells) {
      const column = this.#columns.get(cell.column);
      if (!column || column.type === "text") continue;
      const raw = isAscii
        ? bytes.slice(cell.start - start, cell.end - start)
        : block.toString("utf8", cell.start, cell.end);
      const value = unquoted(raw);
      const read = this.#read(value, cell.column, column);
      if (read.kind !== "misfit") continue;
      misfits.push({ index: cell.column, column: column.source, value, reason: read.reason });
    }
    if (misfits.length === 0) return undefined;
    return { line: isAscii ? bytes : block.toString("utf8", start, contentEnd), cells: misfits };
  }

  #read(value: string, index: number, { type, format, nullTokens, trim }: RecipeColumn): Cell {
    const key = `${index} ${value}`;
    const known = this.#known.get(key);
    if (known) return known;
    const read = parseCell(value, type, format, nullTokens, trim);
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(key, read);
    return read;
  }
}

const isText = (bytes: Buffer): boolean => isUtf8(bytes) && !bytes.includes(0);

const unquoted = (cell: string): string => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
