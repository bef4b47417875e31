import { type Recipe, UNANSWERED } from "#lib/schema/contract.ts";
import { lookupPaths } from "#lib/schema/lookups.ts";
import type { RepeatsRequest } from "./contract.ts";

type Keyed = Pick<Recipe, "dialect" | "columns" | "derived">;

/** What to ask for how many rows share ticker and date; undefined where a recipe has not both, or looks its ticker up. */
export function repeatsRequest({ dialect, columns, derived }: Keyed): RepeatsRequest | undefined {
  const isKey = ({ role }: { role: string }) => role === "ticker" || role === "date";
  const rows = columns.filter((column) => isKey(column) && !column.ignored);
  const others = derived.filter(isKey);
  const roles = new Set([...rows, ...others].map(({ role }) => role));
  const isReadable = rows.every(({ format }) => format !== UNANSWERED) && others.every(({ from }) => from !== "lookup");
  if (roles.size < 2 || rows.length === 0 || !isReadable) return undefined;
  return { dialect, columns: rows, derived: others, aside: lookupPaths({ derived }) };
}
