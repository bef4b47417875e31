import { isAscii, isUtf8 } from "node:buffer";
import type { RecipeColumn } from "#lib/schema/contract.ts";
import { digitShape, isDigit } from "#lib/schema/digit-shape.ts";
import { type Format, trimmedCell } from "#lib/schema/format.ts";
import { findFormat, isOutside, readText } from "#lib/schema/formats.ts";
import { sheetCell } from "../rejects/reject-line.ts";
import type { OddCells } from "./odd-cells.ts";

/** Cells whose judgement is remembered, at their hash: most misfits of a column are the same few words. */
const REMEMBERED = 2 ** 12;
const LONGEST_REMEMBERED = 64;
/** FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv */
const HASH_PRIME = 0x01000193;

/** Why cells of a column do not fit. */
class MisfitKind {
  readonly index: number;
  readonly column: string;
  readonly reason: string;
  /** What stands in a rejects file before the value, and behind it, with commas. */
  readonly before: Buffer;
  readonly behind: Buffer;

  constructor(index: number, column: string, reason: string) {
    this.index = index;
    this.column = column;
    this.reason = reason;
    this.before = Buffer.from(`,${sheetCell(column)},`);
    this.behind = Buffer.from(`,${sheetCell(reason)},`);
  }
}

/** A cell of a block that does not fit its column. One object serves for millions of them. */
export class MisfitCell {
  kind: MisfitKind;
  block: Buffer;
  start = 0;
  end = 0;

  constructor(kind: MisfitKind, block: Buffer) {
    this.kind = kind;
    this.block = block;
  }

  get column(): string {
    return this.kind.column;
  }

  get reason(): string {
    return this.kind.reason;
  }

  get value(): string {
    return unquoted(this.block.toString("utf8", this.start, this.end));
  }
}

/** What is known of a cell's bytes, or of all that are alike: it fits when there is no misfit. */
interface Known {
  index: number;
  /** The bytes as Latin-1; of a shape, if the misfit is that of all which have it. */
  text: string;
  isShape: boolean;
  misfit: MisfitKind | undefined;
}

/** A column whose misfits reject a record. */
interface JudgedColumn {
  column: RecipeColumn;
  format: Format;
  /** Whether cells that differ in digits alone may be outside the format for the same reason. */
  digitsAlike: boolean;
  kinds: Map<string, MisfitKind>;
}

/** Says of single records whether, and why, they must be rejected. A file may have millions of them: bytes are compared, and no text is made, where that can be. */
export class MisfitJudge {
  readonly #columns: readonly (JudgedColumn | undefined)[];
  readonly #known = new Array<Known | undefined>(REMEMBERED).fill(undefined);
  readonly #cells: MisfitCell[] = [];

  /** `columns`: by their place in the record, those whose misfits reject it. */
  constructor(columns: readonly (RecipeColumn | null)[]) {
    this.#columns = columns.map((column) => column ?? undefined).map((column) => column && judged(column));
  }

  /**
   * How many of these cells of a record do not fit, each of which `misfit` gives. None when all fit, or when only others
   * can tell. `isPlain`: as `isPlainText` says of the block.
   */
  judge(block: Buffer, start: number, end: number, cells: OddCells, isPlain: boolean): number {
    if (!isPlain && !isText(block.subarray(start, end))) return 0;
    let count = 0;
    for (let at = 0; at < cells.length; at++) {
      const index = cells.columns[at] ?? 0;
      const column = this.#columns[index];
      const [from, to] = [cells.starts[at] ?? 0, cells.ends[at] ?? 0];
      const kind = column && this.#kind(index, column, block, from, to);
      if (kind) this.#put(count++, kind, block, from, to);
    }
    return count;
  }

  /** One of those that were found last, good until the next record is judged. */
  misfit(at: number): MisfitCell {
    const cell = this.#cells[at];
    if (!cell) throw new RangeError(`No misfit ${at} was found.`);
    return cell;
  }

  #put(at: number, kind: MisfitKind, block: Buffer, start: number, end: number): void {
    this.#cells[at] ??= new MisfitCell(kind, block);
    const cell = this.#cells[at];
    cell.kind = kind;
    cell.block = block;
    cell.start = start;
    cell.end = end;
  }

  #kind(index: number, column: JudgedColumn, block: Buffer, start: number, end: number): MisfitKind | undefined {
    const { digitsAlike } = column;
    let hash = index;
    let isBehindDigit = false;
    for (let at = start; at < end; at++) {
      const byte = block[at] ?? 0;
      hash = Math.imul(hash ^ (digitsAlike ? digitShape(byte, isBehindDigit) : byte), HASH_PRIME);
      isBehindDigit = isDigit(byte);
    }
    const place = (hash ^ (hash >>> 16)) & (REMEMBERED - 1);
    const known = this.#known[place];
    if (known?.index === index && isSame(known, block, start, end)) return known.misfit;
    const { misfit, isShape } = read(column, index, unquoted(block.toString("utf8", start, end)));
    if (end - start > LONGEST_REMEMBERED) return misfit;
    const text = isShape ? shapeOf(block, start, end) : block.toString("latin1", start, end);
    this.#known[place] = { index, text, isShape, misfit };
    return misfit;
  }
}

/** Undefined for texts, of which everything fits, and for formats that nobody knows. */
function judged(column: RecipeColumn): JudgedColumn | undefined {
  const format = findFormat(column.type, column.format);
  if (!format || column.type === "text") return undefined;
  const digitsAlike = format.digitsAlike === true && !column.nullTokens.some((token) => /[0-9]/.test(token));
  return { column, format, digitsAlike, kinds: new Map() };
}

/** `isShape`: others of the same shape do not fit either, for the same reason. */
function read(
  { column, format, digitsAlike, kinds }: JudgedColumn,
  index: number,
  value: string,
): Pick<Known, "misfit" | "isShape"> {
  const text = column.trim ? trimmedCell(value) : value;
  const cell = column.nullTokens.includes(text) ? undefined : readText(text, format);
  if (cell?.kind !== "misfit") return { misfit: undefined, isShape: false };
  const kind = kinds.get(cell.reason) ?? new MisfitKind(index, column.source, cell.reason);
  kinds.set(cell.reason, kind);
  return { misfit: kind, isShape: digitsAlike && isOutside(text, format) };
}

function shapeOf(block: Buffer, start: number, end: number): string {
  const bytes = block.subarray(start, end);
  return Buffer.from(bytes.map((byte, at) => digitShape(byte, isDigit(bytes[at - 1] ?? 0)))).toString("latin1");
}

/** Whether all its records are text for certain. */
export const isPlainText = (block: Buffer): boolean => isAscii(block) && !block.includes(0);

const isText = (bytes: Buffer): boolean => isUtf8(bytes) && !bytes.includes(0);

function isSame({ text, isShape }: Known, block: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  let isBehindDigit = false;
  for (let at = 0; at < text.length; at++) {
    const byte = block[start + at] ?? 0;
    if (text.charCodeAt(at) !== (isShape ? digitShape(byte, isBehindDigit) : byte)) return false;
    isBehindDigit = isDigit(byte);
  }
  return true;
}

const unquoted = (cell: string): string => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
