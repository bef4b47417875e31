import { MAX_POINTS } from "./contract.ts";

const RANGE = /^(\d{1,9})\.\.(\d{1,9})(?::(\d{1,9}))?$/;

/** The values that "3..60", "3..60:3" or "1000,5000" stand for, as they are typed; undefined for what cannot be read so. */
export function valuesOf(typed: string): string[] | undefined {
  const lists = typed.split(",").map((piece) => valuesOfPiece(piece.trim()));
  const values: string[] = [];
  for (const list of lists) {
    if (!list) return undefined;
    values.push(...list);
  }
  return values.length <= MAX_POINTS ? values : undefined;
}

function valuesOfPiece(piece: string): string[] | undefined {
  if (!piece.includes("..")) return piece === "" ? undefined : [piece];
  const [, from = "", to = "", by = "1"] = RANGE.exec(piece) ?? [];
  const [first, last, step] = [from, to, by].map(Number);
  if (from === "" || first === undefined || last === undefined || !step || last < first) return undefined;
  const count = Math.floor((last - first) / step) + 1;
  return count <= MAX_POINTS ? Array.from({ length: count }, (_, at) => String(first + at * step)) : undefined;
}
