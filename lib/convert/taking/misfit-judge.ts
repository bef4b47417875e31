import { isAscii, isUtf8 } from "node:buffer";
import type { RecipeColumn } from "#lib/schema/contract.ts";
import { parseCell } from "#lib/schema/formats.ts";
import { sheetCell } from "../reject-line.ts";
import type { OddCells } from "./odd-cells.ts";

/** Cells whose judgement is remembered, at their hash: most misfits of a column are the same few words. */
const REMEMBERED = 2 ** 12;
const LONGEST_REMEMBERED = 64;
const NOT_ASCII = /[\x80-\xff]/;
/** FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv */
const HASH_PRIME = 0x01000193;

/** A cell that does not fit its column. Those that read the same are mostly the same object. */
export class MisfitCell {
  readonly index: number;
  readonly column: string;
  readonly value: string;
  readonly reason: string;
  /** The cells of a rejects file that say so, with commas around them. */
  readonly inFile: string;
  #bytes: Buffer | undefined;
  #isSeen = false;

  constructor(index: number, column: string, value: string, reason: string) {
    this.index = index;
    this.column = column;
    this.value = value;
    this.reason = reason;
    this.inFile = `,${inSheet(column)},${sheetCell(value)},${inSheet(reason)},`;
  }

  /** `inFile` in bytes, from the second time on: most misfits are the same few, or each is another. */
  get bytesAgain(): Buffer | undefined {
    if (this.#isSeen) this.#bytes ??= Buffer.from(this.inFile);
    this.#isSeen = true;
    return this.#bytes;
  }
}

const sheetCells = new Map<string, string>();

/** Columns and reasons are few. */
function inSheet(text: string): string {
  const known = sheetCells.get(text);
  if (known !== undefined) return known;
  const cell = sheetCell(text);
  sheetCells.set(text, cell);
  return cell;
}

/** What is known of a cell's bytes: it fits when there is no misfit. */
interface Known {
  index: number;
  /** The bytes as Latin-1. */
  text: string;
  misfit: MisfitCell | undefined;
}

/** Says of single records whether, and why, they must be rejected. A file may have millions of them: bytes are compared, and no text is made, where that can be. */
export class MisfitJudge {
  readonly #columns: readonly (RecipeColumn | null)[];
  readonly #known = new Array<Known | undefined>(REMEMBERED).fill(undefined);

  /** `columns`: by their place in the record, those whose misfits reject it. */
  constructor(columns: readonly (RecipeColumn | null)[]) {
    this.#columns = columns.map((column) => (column?.type === "text" ? null : column));
  }

  /** Of these cells of a record those that do not fit. None when all fit, or when only others can tell. `isPlain`: as `isPlainText` says of the block. */
  judge(block: Buffer, start: number, end: number, cells: OddCells, isPlain: boolean): MisfitCell[] {
    if (!isPlain && !isText(block.subarray(start, end))) return [];
    const misfits: MisfitCell[] = [];
    for (let at = 0; at < cells.length; at++) {
      const index = cells.columns[at] ?? 0;
      const column = this.#columns[index];
      const misfit = column && this.#misfit(index, column, block, cells.starts[at] ?? 0, cells.ends[at] ?? 0);
      if (misfit) misfits.push(misfit);
    }
    return misfits;
  }

  #misfit(index: number, column: RecipeColumn, block: Buffer, start: number, end: number): MisfitCell | undefined {
    let hash = index;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ (block[at] ?? 0), HASH_PRIME);
    const place = (hash ^ (hash >>> 16)) & (REMEMBERED - 1);
    const known = this.#known[place];
    if (known?.index === index && isSame(known.text, block, start, end)) return known.misfit;
    const text = block.toString("latin1", start, end);
    const misfit = read(index, column, unquoted(NOT_ASCII.test(text) ? block.toString("utf8", start, end) : text));
    if (end - start <= LONGEST_REMEMBERED) this.#known[place] = { index, text, misfit };
    return misfit;
  }
}

function read(index: number, column: RecipeColumn, value: string): MisfitCell | undefined {
  const cell = parseCell(value, column.type, column.format, column.nullTokens, column.trim);
  return cell.kind === "misfit" ? new MisfitCell(index, column.source, value, cell.reason) : undefined;
}

/** Whether all its records are text for certain. */
export const isPlainText = (block: Buffer): boolean => isAscii(block) && !block.includes(0);

const isText = (bytes: Buffer): boolean => isUtf8(bytes) && !bytes.includes(0);

function isSame(known: string, block: Buffer, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let at = 0; at < known.length; at++) if (known.charCodeAt(at) !== block[start + at]) return false;
  return true;
}

const unquoted = (cell: string): string => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
