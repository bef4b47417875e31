import type { ColumnProfile, FileProfile } from "#lib/schema/profile/contract.ts";
import type { CountedPart } from "./count-part.ts";
import { mergeMisfits, mergeWhole } from "./merge-counts.ts";
import { readColumn } from "./read-column.ts";
import type { ReadColumn } from "./read-sql.ts";

/** What a file's parts say together. */
export function joinParts(columns: readonly ReadColumn[], parts: readonly CountedPart[]): FileProfile {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const setAside = parts.flatMap((part) => part.setAside);
  const rowOf = rowsAround(setAside);
  return {
    rows: rows + setAside.length,
    setAside: setAside.length,
    columns: columns.flatMap((column) => joinColumn(column, parts, rows, rowOf) ?? []),
  };
}

function joinColumn(
  column: ReadColumn,
  parts: readonly CountedPart[],
  rows: number,
  rowOf: (sound: number) => number,
): ColumnProfile | undefined {
  const [first, ...others] = parts.flatMap(({ whole }) => whole.get(column.index) ?? []);
  if (!first) return undefined;
  let before = 0;
  const misfits = parts.flatMap((part) => {
    const found = part.misfits.get(column.index);
    before += part.rows;
    return found ? [{ misfits: found, before: before - part.rows }] : [];
  });
  const found = {
    whole: mergeWhole(column.read, [first, ...others]),
    misfits: mergeMisfits(misfits),
    picks: parts.flatMap(({ picks }) => picks.flatMap((row) => row[`v${column.index}`] ?? [])),
    parts: parts.length,
  };
  return readColumn(column, rows, found, rowOf);
}

/** The row of the nth sound record: one more for each that was set aside before it. */
function rowsAround(setAside: readonly number[]): (sound: number) => number {
  return (sound) => {
    let row = sound;
    for (const at of setAside) {
      if (at > row) break;
      row++;
    }
    return row;
  };
}
