import { isNumeral } from "./header-row.ts";
import type { TextRecord } from "./records.ts";

const RECORDS_SEEN = 1_000;

export const share = <Item>(items: readonly Item[], test: (item: Item) => boolean): number =>
  items.length > 0 ? items.filter(test).length / items.length : 0;

/** The most common number of cells; of two, the larger. */
export function modalCells(lines: readonly TextRecord[]): number {
  const counts = new Map<number, number>();
  for (const { cells, blank, remark } of lines)
    if (!blank && !remark) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}

/** The share of cells in which no other delimiter stands, unless as part of a number. */
export const cleanShare = (records: readonly TextRecord[]): number =>
  share(
    records.slice(0, RECORDS_SEEN).flatMap(({ cells }) => cells),
    (cell) => !/[,;\t|]/.test(cell) || isNumeral(cell),
  );
