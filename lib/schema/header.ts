import { MAX_NAME_LENGTH } from "./contract.ts";

// Control characters and the marks that turn the direction of writing: a name must look like what it is.
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** How a column is recognised in every file: "Adj Close", "adj_close" and "adjclose" are one column. */
export function normalName(name: string): string {
  const shown = shownName(name);
  const letters = shown.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]/gu, "");
  return letters || shown.replace(/\s/g, "");
}

/** A header cell as it is shown: composed, without invisible characters, at most 200 long. */
export function shownName(cell: string): string {
  const clean = cell.normalize("NFC").replace(HIDDEN, "").trim();
  // A cut through the middle of a character outside the basic plane would leave half of it.
  return clean
    .slice(0, MAX_NAME_LENGTH)
    .replace(/[\uD800-\uDBFF]$/, "")
    .trim();
}

/** The columns' names: the header's cells, `column_3` where the third is empty, and “price (2)” for the second of a name. */
export function columnNames(header: readonly string[]): string[] {
  const written = header.map((cell, index) => shownName(cell) || unnamed(index));
  const taken = new Set(written.map(normalName));
  const seen = new Set<string>();
  return written.map((name) => {
    const own = seen.has(normalName(name)) ? numbered(name, taken) : name;
    seen.add(normalName(own));
    taken.add(normalName(own));
    return own;
  });
}

/** A name that no column has, with a number behind it. */
function numbered(name: string, taken: ReadonlySet<string>): string {
  for (let count = 2; ; count++) {
    const suffix = ` (${count})`;
    const candidate = `${shownName(name.slice(0, MAX_NAME_LENGTH - suffix.length))}${suffix}`;
    if (!taken.has(normalName(candidate))) return candidate;
  }
}

/** Names for the columns of a file without a header. */
export const unnamedColumns = (count: number): string[] => Array.from({ length: count }, (_, index) => unnamed(index));

const unnamed = (index: number): string => `column_${index + 1}`;

/** The same for headers with the same columns in any order and spelling. */
export const headerSignature = (names: readonly string[]): string => names.map(normalName).sort().join("\n");

/** The names that several columns of a header have, with how many. */
export function repeatedNames(header: readonly string[]): { name: string; count: number }[] {
  const groups = Map.groupBy(header.map(shownName).filter(Boolean), normalName);
  return [...groups.values()].flatMap((names) =>
    names[0] !== undefined && names.length > 1 ? [{ name: names[0], count: names.length }] : [],
  );
}
