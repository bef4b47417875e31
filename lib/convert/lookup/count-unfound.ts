import type { DerivedColumn } from "#lib/schema/contract.ts";
import type { Rejected } from "../rejects/reject-file.ts";

/** All rows of a file got NULL, as the key in its name was not found. */
export function countUnfound(
  { misfits }: Rejected,
  { name, file }: Extract<DerivedColumn, { from: "lookup" }>,
  key: string,
  rows: number,
): void {
  if (rows > 0) misfits.add("nulled", 1, { column: name, value: key, reason: `has no ${name} in ${file}` }, rows);
}
