import { type DialectPart, type Recipe, type RecipeColumn, type Role, UNANSWERED } from "./contract.ts";
import { findFormat } from "./formats.ts";
import { normalName } from "./header.ts";
import { namesOf } from "./locate-columns.ts";
import { patternProblem } from "./pattern.ts";
import { suits } from "./propose.ts";

/** Roles that one column alone can have. */
const EXCLUSIVE: readonly Role[] = ["date", "ticker", "sector"];

const DOUBTS: Partial<Record<DialectPart, string>> = {
  encoding: "Say which encoding the files are in.",
  hasHeader: "Say whether the only line names the columns.",
  footerLines: "Say whether the last lines are data.",
};

type Problem = [field: string, sentence: string];

/** What is wrong with a recipe for files with these columns: field by field, empty when nothing is. */
export function recipeProblems(recipe: Recipe, sourcesInFiles: readonly string[]): Record<string, string> {
  const present = new Set(sourcesInFiles.map(normalName));
  const kept = recipe.columns.filter(({ ignored }) => !ignored);
  const problems: Problem[] = [
    ...recipe.dialect.doubts.map(
      (doubt): Problem => [`dialect.${doubt}`, DOUBTS[doubt] ?? "Say how the files are cut."],
    ),
    ...(kept.length === 0 ? [["columns", "Keep at least one column."] satisfies Problem] : []),
    ...recipe.columns.flatMap((column, index) => columnProblems(column, `columns.${index}`, present)),
    ...repeatedSources(recipe),
    ...repeatedAliases(recipe),
    ...repeatedNames(recipe),
    ...roleProblems(recipe),
    ...patternProblems(recipe),
  ];
  return Object.fromEntries(problems.reverse());
}

/** The columns of the files that a recipe says nothing about. */
export function unknownTo({ columns }: Recipe, sourcesInFiles: readonly string[]): string[] {
  const known = new Set(columns.flatMap(namesOf));
  return [...new Map(sourcesInFiles.map((source) => [normalName(source), source]))].flatMap(([name, source]) =>
    known.has(name) ? [] : [source],
  );
}

function columnProblems(column: RecipeColumn, field: string, present: ReadonlySet<string>): Problem[] {
  const { source, type, format, role, ignored } = column;
  if (ignored) return [];
  const problems: Problem[] = [];
  if (!namesOf(column).some((name) => present.has(name)))
    problems.push([`${field}.source`, `No file has a column “${source}”.`]);
  if (format === UNANSWERED) problems.push([`${field}.format`, `Say how “${source}” is to be read.`]);
  else if (!findFormat(type, format)) problems.push([`${field}.format`, `The type ${type} has no format “${format}”.`]);
  if (column.missing === "evolve" && (role === "date" || role === "ticker"))
    problems.push([
      `${field}.missing`,
      `A row without its ${role} is worth nothing: refuse files without “${source}”.`,
    ]);
  if (!suits(role, type)) problems.push([`${field}.type`, `“${source}” cannot be the ${role} as ${type}.`]);
  return problems;
}

interface Named {
  key: string;
  field: string;
  complaint: string;
}

const repeated = (items: readonly Named[]): Problem[] =>
  items.flatMap(({ key, field, complaint }, index): Problem[] =>
    items.findIndex((item) => item.key === key) < index ? [[field, complaint]] : [],
  );

const repeatedSources = ({ columns }: Recipe): Problem[] =>
  repeated(
    columns.map(({ source }, index) => ({
      key: normalName(source),
      field: `columns.${index}.source`,
      complaint: `“${source}” is in the recipe twice.`,
    })),
  );

/** A name can be found under one column alone; that of a column which is left out is free. */
const repeatedAliases = ({ columns }: Recipe): Problem[] =>
  repeated(
    columns.flatMap((column, index) =>
      column.ignored
        ? []
        : namesOf(column).map((key) => ({
            key,
            field: `columns.${index}.aliases`,
            complaint: `One of the names of “${column.source}” is in the recipe twice.`,
          })),
    ),
  );

/** Engines tell names apart by their letters, not by their case. */
function repeatedNames({ columns, derived }: Recipe): Problem[] {
  const kept = [
    ...columns.flatMap(({ name, ignored }, index) => (ignored ? [] : { name, field: `columns.${index}.name` })),
    ...derived.map(({ name }, index) => ({ name, field: `derived.${index}.name` })),
  ];
  return repeated(
    kept.map(({ name, field }) => ({
      key: name.normalize("NFC").toLowerCase(),
      field,
      complaint: `Two columns are called “${name}”.`,
    })),
  );
}

function roleProblems({ columns, derived }: Recipe): Problem[] {
  const played = [
    ...columns.map(({ role, ignored }, index) => ({ role: ignored ? "none" : role, field: `columns.${index}.role` })),
    ...derived.map(({ role }, index) => ({ role, field: `derived.${index}.role` })),
  ];
  return EXCLUSIVE.flatMap((role) =>
    played
      .filter((player) => player.role === role)
      .slice(1)
      .map(({ field }): Problem => [field, `Two columns are the ${role}. Only one can be.`]),
  );
}

const patternProblems = ({ derived }: Recipe): Problem[] =>
  derived.flatMap((column, index) => {
    const problem = column.from === "file-name" ? patternProblem(column.pattern) : undefined;
    return problem ? [[`derived.${index}.pattern`, `The pattern ${problem}.`] satisfies Problem] : [];
  });
