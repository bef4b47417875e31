import { AppError } from "#lib/platform/errors.ts";
import { formatCount, plural } from "#lib/platform/format.ts";
import type { Recipe } from "#lib/schema/contract.ts";
import type { Rejected } from "./rejects/reject-file.ts";

/** Throws recipe_mismatch when a value does not fit a column whose misfits are a reason to refuse the file. */
export function refuseFrozen({ columns }: Pick<Recipe, "columns">, { misfits }: Pick<Rejected, "misfits">): void {
  const frozen = new Set(columns.flatMap(({ source, misfits: rule }) => (rule === "freeze" ? source : [])));
  const found = misfits.list().filter(({ column }) => frozen.has(column));
  const [first] = found;
  if (!first) return;
  const count = found.reduce((sum, { column, count }) => sum + (column === first.column ? count : 0), 0);
  const [example] = first.examples;
  const where = example ? `, such as “${example.value}” in row ${formatCount(example.row)} (${first.reason})` : "";
  throw new AppError(
    "recipe_mismatch",
    `${plural(count, "value")} of “${first.column}” ${count === 1 ? "does" : "do"} not fit${where}. Files with such values are refused: decide otherwise in the columns, or repair the file and send it again.`,
  );
}
