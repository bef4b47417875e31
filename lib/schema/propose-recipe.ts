import type { DerivedColumn, Dialect, Recipe, RecipeColumn, Role } from "./contract.ts";
import { normalName } from "./header.ts";
import type { InspectedColumn } from "./inspection.ts";

/** The whole name of the file, without its folder and its ending. */
const NAME_OF_FILE = "([^/]+?)(?:\\.[^./]*)?$";
const MAX_NULL_TOKENS = 20;
/** Leaves room for a number that tells two columns apart. */
const PLAIN_NAME_LENGTH = 190;

/** The recipe as far as the evidence goes. Columns that an earlier recipe settled stay as they were settled. */
export function proposeRecipe(
  dialect: Dialect,
  columns: readonly InspectedColumn[],
  confirmed: Recipe | undefined,
): Recipe {
  const settled = new Map(confirmed?.columns.map((column) => [normalName(column.source), column]));
  const proposed = columns.map((column) => {
    const before = settled.get(normalName(column.source));
    return before ? { ...before, source: column.source } : proposeColumn(column);
  });
  const unique = withUniqueNames(withUniqueRoles(proposed, confirmed?.derived ?? []));
  return {
    dialect: settledDialect(dialect, confirmed),
    columns: unique,
    derived: confirmed?.derived ?? missingRoles(unique),
    ...(confirmed?.drift && { drift: confirmed.drift }),
    ...(confirmed?.errors && { errors: confirmed.errors }),
    ...(confirmed?.duplicates && { duplicates: confirmed.duplicates }),
  };
}

/** What an earlier recipe decided about the files stays decided, unless they have been cut otherwise since. */
function settledDialect(dialect: Dialect, confirmed: Recipe | undefined): Dialect {
  if (!confirmed) return dialect;
  const before = Object.entries(confirmed.dialect.decisions).filter(([part]) => !(part in dialect.decisions));
  const decisions = { ...Object.fromEntries(before), ...dialect.decisions };
  const written = Object.entries(confirmed.dialect).filter(([part]) =>
    before.some(([decided, how]) => decided === part && how === "as-written"),
  );
  const doubts = dialect.doubts.filter((doubt) => decisions[doubt] === undefined);
  return { ...dialect, ...Object.fromEntries(written), doubts, decisions };
}

function proposeColumn({ source, values, proposed, standIns }: InspectedColumn): RecipeColumn {
  const { type, format, role } = proposed;
  const tokens = type === "text" ? [] : (standIns?.texts ?? []);
  const isUnnamed = /^column_[0-9]+$/.test(source);
  return {
    source,
    name: plainName(source),
    type,
    format,
    nullTokens: ["", ...tokens].slice(0, MAX_NULL_TOKENS),
    role,
    trim: false,
    ignored: isUnnamed && values === 0,
  };
}

/** "Adj Close" becomes adj_close: easy to write in SQL and on the command line. */
function plainName(source: string): string {
  const words = source.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu);
  return words?.join("_").slice(0, PLAIN_NAME_LENGTH) ?? source;
}

/** What an earlier recipe settled keeps its role; a new column does not take it away. */
function withUniqueRoles(columns: readonly RecipeColumn[], derived: readonly DerivedColumn[]): RecipeColumn[] {
  const taken = new Set<Role>(derived.map(({ role }) => role));
  return columns.map((column) => {
    if (column.role === "none" || column.ignored) return column;
    if (taken.has(column.role)) return { ...column, role: "none" };
    taken.add(column.role);
    return column;
  });
}

function withUniqueNames(columns: readonly RecipeColumn[]): RecipeColumn[] {
  const taken = new Set<string>();
  return columns.map((column) => {
    let name = column.name;
    for (let count = 2; taken.has(name.toLowerCase()); count++) name = `${column.name}_${count}`;
    taken.add(name.toLowerCase());
    return { ...column, name };
  });
}

function missingRoles(columns: readonly RecipeColumn[]): DerivedColumn[] {
  const plays = (role: Role) => columns.some((column) => column.role === role && !column.ignored);
  const freeName = (name: string) => (columns.some((column) => column.name === name) ? `${name}_of_file` : name);
  const derived: DerivedColumn[] = [];
  if (!plays("ticker"))
    derived.push({
      name: freeName("ticker"),
      role: "ticker",
      from: "file-name",
      pattern: NAME_OF_FILE,
      upperCase: true,
    });
  if (!plays("sector"))
    derived.push({ name: freeName("sector"), role: "sector", from: "constant", value: "Unclassified" });
  return derived;
}
