import { type Recipe, type RecipeColumn, UNANSWERED } from "#lib/schema/contract.ts";
import { lookupPaths } from "#lib/schema/lookups.ts";
import type { RepeatsRequest, RowKey } from "./contract.ts";

type Keyed = Pick<Recipe, "dialect" | "columns" | "derived">;

/** What to ask for how many rows share ticker and date, and for the keys that are looked up; undefined where a recipe has neither. */
export function repeatsRequest(recipe: Keyed): RepeatsRequest | undefined {
  const { dialect, derived } = recipe;
  const keys = lookedUp(recipe).map(rowKey);
  const tickerAndDate = keyColumns(recipe);
  if (!tickerAndDate && keys.length === 0) return undefined;
  return { dialect, columns: [], derived: [], ...tickerAndDate, keys, aside: lookupPaths({ derived }) };
}

/** Whether rows that share ticker and date are asked for. */
export const hasTickerAndDate = ({ columns }: RepeatsRequest): boolean => columns.length > 0;

/** The columns that are both; undefined where one is not there, waits for an answer, or is looked up. */
function keyColumns({ columns, derived }: Keyed): Pick<RepeatsRequest, "columns" | "derived"> | undefined {
  const isKey = ({ role }: { role: string }) => role === "ticker" || role === "date";
  const rows = columns.filter((column) => isKey(column) && !column.ignored);
  const others = derived.filter(isKey);
  const roles = new Set([...rows, ...others].map(({ role }) => role));
  const isReadable = rows.every(({ format }) => format !== UNANSWERED) && others.every(({ from }) => from !== "lookup");
  return roles.size === 2 && rows.length > 0 && isReadable ? { columns: rows, derived: others } : undefined;
}

function lookedUp({ columns, derived }: Keyed): RecipeColumn[] {
  const names = new Set(derived.flatMap((column) => (column.from === "lookup" ? column.key : [])));
  return columns.filter(({ name, ignored }) => names.has(name) && !ignored);
}

export const rowKey = ({ source, aliases, nullTokens, trim = false }: RowKey): RowKey => ({
  source,
  ...(aliases && { aliases }),
  nullTokens,
  trim,
});
