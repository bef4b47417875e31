import { derivedValues } from "#lib/convert/derived.ts";
import type { DerivedColumn, Role } from "#lib/schema/contract.ts";
import { keyNames } from "#lib/schema/lookups.ts";
import { suits } from "#lib/schema/propose.ts";
import type { Draft } from "./draft.ts";

/** What a column taken from the file's name holds for one path; a sentence when the pattern finds nothing. */
export function valueFromPath(column: DerivedColumn, path: string): { value: string } | { problem: string } {
  try {
    return { value: derivedValues([column], path)[0]?.value ?? "" };
  } catch (error) {
    return { problem: error instanceof SyntaxError ? "This is not a regular expression." : "finds nothing" };
  }
}

/** Why the column of this name cannot be confirmed as it is; undefined when it can. */
export function nameProblem({ recipe }: Draft, name: string): string | undefined {
  if (name.trim() === "") return "Give the column a name.";
  const kept = [...recipe.columns.filter(({ ignored }) => !ignored), ...recipe.derived];
  const same = kept.filter((column) => column.name.trim().toLowerCase() === name.trim().toLowerCase());
  return same.length > 1 ? "Another column has this name." : undefined;
}

const NEEDED: Record<Role, string> = {
  none: "",
  date: "that needs the type date, or date and time",
  ticker: "that needs the type text",
  sector: "that needs the type text",
  price: "that needs a number",
  volume: "that needs a number",
};

/** Everything that stands in the way of confirming, as sentences. */
export function problemsOf(draft: Draft, paths: string[]): string[] {
  const { columns, derived } = draft.recipe;
  const kept = columns.filter(({ ignored }) => !ignored);
  const names = [...kept, ...derived].map(({ name }) => name);
  const spellings = Map.groupBy(names, (name) => name.trim().toLowerCase());
  const wrongNames = [...spellings].flatMap(([spelling, same]) => (spelling === "" || same.length > 1 ? same : []));
  const unfit = kept.filter(({ role, type }) => !suits(role, type));
  const wrongPatterns = derived.filter((column) => paths.some((path) => "problem" in valueFromPath(column, path)));
  const keys = keyNames(draft.recipe);
  const keyless = derived.filter((column) => column.from === "lookup" && !keys.includes(column.key));
  return [
    ...(kept.length === 0 ? ["Keep at least one column."] : []),
    ...[...new Set(wrongNames)].map((name) =>
      name.trim() ? `Two columns are named ${name}.` : "A column has no name.",
    ),
    ...unfit.map(({ name, role }) => `${name} cannot be the ${role}: ${NEEDED[role]}.`),
    ...keyless.map(({ name }) => `The key of ${name} must be text that every file has, or from the files' names.`),
    ...wrongPatterns.map(({ name }) => `The pattern for ${name} finds nothing in some of the files' names.`),
  ];
}
