import type { CandidateFile, Candidates, KeyColumn, MatchRequest } from "#lib/convert/lookup/contract.ts";
import type { DerivedColumn, Role } from "#lib/schema/contract.ts";
import { normalName } from "#lib/schema/header.ts";
import { namesOf } from "#lib/schema/locate-columns.ts";
import { keyNames, lookupPaths } from "#lib/schema/lookups.ts";
import type { Draft } from "../draft.ts";

/** Leaves room for what tells two columns apart. */
const MAX_NAME = 190;
const SUFFIX = "_found";

export type LookupColumn = Extract<DerivedColumn, { from: "lookup" }>;

/** A lookup on its way: the name may be blank while it is typed. */
export type LookupChoice = LookupColumn;

/** Where the form starts: a file without dates, the least like the others, by the ticker if there is one. */
export function firstChoice(draft: Draft, candidates: Candidates, role: Role): LookupChoice | undefined {
  const aside = lookupPaths(draft.recipe);
  const hasKeys = ({ path }: CandidateFile) => keyNames(withoutFile(draft, path, candidates).recipe).length > 0;
  const usable = candidates.files.filter(hasKeys);
  const date = draft.recipe.columns.find((column) => column.role === "date");
  const isLikely = ({ columns }: CandidateFile) =>
    !columns.some((name) => date && namesOf(date).includes(normalName(name)));
  const file =
    usable.find((one) => !aside.includes(one.path) && isLikely(one)) ??
    usable.find(({ path }) => !aside.includes(path)) ??
    usable[0];
  const ticker = [...draft.recipe.columns, ...draft.recipe.derived].find((column) => column.role === "ticker")?.name;
  if (!file) return undefined;
  const choice = { name: "", role, from: "lookup", key: ticker ?? "", ignoreCase: false, unmatched: "null" } as const;
  return inFile({ ...choice, file: "", lookupKey: "", value: "" }, file, draft, candidates);
}

/** The same in another file: its key is the column called like the data's, or the first; its value the next one. */
export function inFile(
  choice: LookupChoice,
  { path, columns }: CandidateFile,
  draft: Draft,
  candidates: Candidates,
): LookupChoice {
  const data = withoutFile(draft, path, candidates);
  const keys = keyNames(data.recipe);
  const key = keys.includes(choice.key) ? choice.key : (keys[0] ?? "");
  const source = data.recipe.columns.find(({ name }) => name === key)?.source ?? key;
  const lookupKey = columns.find((name) => normalName(name) === normalName(source)) ?? columns[0] ?? "";
  const value = columns.find((name) => name !== lookupKey) ?? lookupKey;
  return withValue({ ...choice, file: path, key, lookupKey }, value, data);
}

/** The draft for a file that is no data: without the columns that it alone has, and none missing that all others have. */
export function withoutFile(draft: Draft, path: string, { files }: Candidates): Draft {
  const aside = [path, ...lookupPaths(draft.recipe)];
  const namesIn = ({ columns }: CandidateFile) => new Set(columns.map(normalName));
  const others = files.filter((file) => !aside.includes(file.path)).map(namesIn);
  const own = new Set(files.filter((file) => file.path === path).flatMap((file) => [...namesIn(file)]));
  const columns = draft.recipe.columns.flatMap(({ missing, ...column }) => {
    const names = namesOf(column);
    const holding = others.filter((there) => names.some((name) => there.has(name))).length;
    if (holding === 0 && names.some((name) => own.has(name))) return [];
    return missing === undefined || holding === others.length ? column : { ...column, missing };
  });
  return { ...draft, recipe: { ...draft.recipe, columns } };
}

/** Another value gives the column its name, unless a person gave it another. */
export function withValue(choice: LookupChoice, value: string, draft: Draft): LookupChoice {
  const plain = plainName(choice.value);
  const isOwn = !["", plain, `${plain}${SUFFIX}`].includes(choice.name);
  const other = { ...choice, value };
  return isOwn ? other : { ...other, name: freeName(other, draft) };
}

const plainName = (value: string): string =>
  (value.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? ["value"]).join("_").slice(0, MAX_NAME);

/** The name of the column whose role it takes is free. */
function freeName({ value, role }: LookupChoice, { recipe }: Draft): string {
  const name = plainName(value);
  const staying = recipe.derived.filter((one) => one.role === "none" || one.role !== role);
  const taken = [...recipe.columns.filter(({ ignored }) => !ignored), ...staying].map((one) => one.name.toLowerCase());
  return taken.includes(name) ? `${name}${SUFFIX}` : name;
}

/** What keeps a lookup from being used, as a sentence; `before` is the one it takes the place of. */
export function choiceProblem(
  choice: LookupChoice,
  draft: Draft,
  candidates: Candidates,
  before: DerivedColumn | undefined,
): string | undefined {
  if (choice.lookupKey === choice.value) return "The keys and the values are in different columns of the file.";
  if (!keyNames(draft.recipe).includes(choice.key)) return "Choose a column of the data to find the values by.";
  const aside = new Set([choice.file, ...lookupPaths(withoutColumn(draft, before).recipe)]);
  return aside.size >= candidates.all ? "At least one file must remain that has rows of its own." : undefined;
}

/** A lookup in its place: the role is played once, and whether somebody plays it is no question any more. */
export function putLookup(draft: Draft, column: LookupColumn, before: DerivedColumn | undefined): Draft {
  const { recipe, answered, ...rest } = draft;
  const named = { ...column, name: column.name.trim() };
  const isNew = before === undefined || !recipe.derived.includes(before);
  const derived = isNew ? [...recipe.derived, named] : recipe.derived.map((one) => (one === before ? named : one));
  const plays = ({ role }: { role: Role }) => role !== "none" && role === column.role;
  const settled = column.role === "none" ? [] : [`${column.role}-missing:`];
  const isAsked = (key: string) => before !== undefined && key === `${before.role}-missing:`;
  return {
    ...rest,
    recipe: {
      ...recipe,
      columns: recipe.columns.map((one) => (plays(one) ? { ...one, role: "none" } : one)),
      derived: derived.filter((one) => one === named || !plays(one)),
    },
    answered: [...new Set([...answered.filter((key) => !isAsked(key)), ...settled])],
  };
}

const withoutColumn = (draft: Draft, before: DerivedColumn | undefined): Draft => ({
  ...draft,
  recipe: { ...draft.recipe, derived: draft.recipe.derived.filter((column) => column !== before) },
});

/** What to ask for how many keys would be found; undefined when the data has no such column. */
export function matchRequest(
  draft: Draft,
  choice: LookupChoice,
  before: DerivedColumn | undefined,
): MatchRequest | undefined {
  const key = keyColumn(draft, choice.key);
  const { file, lookupKey, value, ignoreCase } = choice;
  const aside = lookupPaths(withoutColumn(draft, before).recipe);
  return key && { dialect: draft.recipe.dialect, key, lookup: { file, lookupKey, value, ignoreCase }, aside };
}

function keyColumn({ recipe }: Draft, name: string): KeyColumn | undefined {
  const column = recipe.columns.find((one) => one.name === name && !one.ignored);
  if (column) {
    const { source, aliases, nullTokens, trim } = column;
    return { from: "rows", source, aliases, nullTokens, trim };
  }
  const derived = recipe.derived.find((one) => one.name === name);
  return derived?.from === "file-name"
    ? { from: "file-name", pattern: derived.pattern, upperCase: derived.upperCase }
    : undefined;
}
