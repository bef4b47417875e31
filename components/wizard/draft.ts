import { z } from "zod";
import {
  type ColumnType,
  DerivedColumn,
  type DialectPart,
  Recipe,
  RecipeColumn,
  type Role,
  UNANSWERED,
} from "#lib/schema/contract.ts";
import { partOf } from "#lib/schema/dialect-questions.ts";
import { formatsOf } from "#lib/schema/formats.ts";
import type { InspectedColumn } from "#lib/schema/inspection.ts";
import type { InspectionView } from "#lib/schema/inspection-view.ts";
import { unroundedName } from "#lib/schema/number-style.ts";
import type { Question } from "#lib/schema/question.ts";
import { misreadBySaved } from "#lib/schema/saved/misread.ts";

/** A recipe on its way: what the wizard keeps until it is confirmed. Names may be blank while they are typed. */
export const Draft = z.object({
  recipe: Recipe.extend({
    columns: z.array(RecipeColumn.extend({ name: z.string() })),
    derived: z
      .array(z.unknown())
      .transform((columns) => columns.flatMap((column) => DerivedColumn.safeParse(column).data ?? [])),
  }),
  /** Questions a person has decided, by key. */
  answered: z.array(z.string()),
  /** How each column was proposed when the draft last followed its proposal. */
  proposed: z.record(z.string(), z.string()).optional(),
  /** The saved recipe it began with, unless a person took that back. */
  applied: z.string().optional(),
});
export type Draft = z.infer<typeof Draft>;

/** What is proposed for a new dataset: more than a row in a thousand is worth a look. */
const STOP = { policy: "stop", budget: 0.001 } as const;

/** Nothing is refused or lost for a new column: whoever adds its file is asked. */
const ADD = { extra: "evolve" } as const;

const TEXT = { type: "text", format: "as-is" } as const;

export const questionKey = ({ kind, column }: Question): string => `${kind}:${column}`;

/** Where the wizard starts: the proposal, which keeps what was confirmed before, or a saved recipe that reads these files. */
export const startingDraft = (inspection: InspectionView): Draft =>
  (misreadBySaved(inspection) ? undefined : appliedDraft(inspection)) ?? plainDraft(inspection);

/** The proposal by itself. */
export const plainDraft = ({ recipe, confirmed, questions }: InspectionView): Draft => ({
  recipe: confirmed ? recipe : { errors: STOP, drift: ADD, ...recipe },
  answered: confirmed ? questions.map(questionKey) : [],
});

/** What a saved recipe makes of the proposal; undefined without one. */
export const appliedDraft = ({ saved, questions }: InspectionView): Draft | undefined =>
  saved
    ? {
        recipe: saved.recipe,
        answered: questions.map(questionKey),
        applied: `${saved.name} ${saved.version}`,
      }
    : undefined;

export const hasSameSources = (one: Pick<Recipe, "columns">, other: Pick<Recipe, "columns">): boolean =>
  sourcesOf(one) === sourcesOf(other);

const sourcesOf = ({ columns }: Pick<Recipe, "columns">): string =>
  JSON.stringify(columns.map(({ source }) => source).sort());

export function changeColumn(draft: Draft, source: string, change: Partial<RecipeColumn>): Draft {
  const columns = draft.recipe.columns.map((column) => (column.source === source ? { ...column, ...change } : column));
  const before = draft.recipe.columns.find((column) => column.source === source)?.name;
  const derived = draft.recipe.derived.map((column) =>
    column.from === "lookup" && column.key === before && change.name !== undefined
      ? { ...column, key: change.name }
      : column,
  );
  return { ...draft, recipe: { ...draft.recipe, columns, derived } };
}

/** Another type takes the format that fits most of the sample; digits are not given up without being asked. */
export function changeType(draft: Draft, found: InspectedColumn, type: ColumnType): Draft {
  const formats = found.candidates.filter((one) => one.type === type && unroundedName(one.format) === one.format);
  const [fitting] = formats.sort((a, b) => b.fits - a.fits);
  const format = fitting?.format ?? formatsOf(type)[0]?.name;
  return format ? changeColumn(draft, found.source, { type, format }) : draft;
}

/** A role is played once: whoever played it before steps back. Tickers and sectors are always text. */
export function changeRole(draft: Draft, source: string, role: Role): Draft {
  const free = role === "none" ? draft : freeRole(draft, role);
  const asText = role === "ticker" || role === "sector" ? TEXT : {};
  return changeColumn(free, source, { role, ...asText });
}

/** Takes the place of whatever played the role. */
export function addDerived(draft: Draft, column: DerivedColumn): Draft {
  const { recipe, ...rest } = freeRole(draft, column.role);
  return { ...rest, recipe: { ...recipe, derived: [...recipe.derived, column] } };
}

/** Another in the place of a column that no file has; what is looked up by it follows its name. */
export function changeDerived(draft: Draft, at: number, column: DerivedColumn): Draft {
  const before = draft.recipe.derived[at]?.name;
  const derived = draft.recipe.derived
    .with(at, column)
    .map((one) => (one.from === "lookup" && one.key === before ? { ...one, key: column.name } : one));
  return { ...draft, recipe: { ...draft.recipe, derived } };
}

/** The column no longer plays its part, so whether the dataset has one is a question again. */
export function dropDerived(draft: Draft, { name, role }: DerivedColumn): Draft {
  const derived = draft.recipe.derived.filter((column) => column.name !== name);
  const answered = draft.answered.filter((key) => key !== `${role}-missing:`);
  return { ...draft, recipe: { ...draft.recipe, derived }, answered };
}

/** Nothing plays the role any more. */
export function freeRole(draft: Draft, role: Role): Draft {
  const columns = draft.recipe.columns.map((column) =>
    column.role === role ? { ...column, role: "none" as const } : column,
  );
  const derived = draft.recipe.derived.filter((column) => column.role !== role);
  return { ...draft, recipe: { ...draft.recipe, columns, derived } };
}

export const answer = (draft: Draft, question: Question): Draft => ({
  ...draft,
  answered: [...new Set([...draft.answered, questionKey(question)])],
});

/** Asks again: a column waits for its reading, a role for whoever plays it. */
export function reopen(draft: Draft, question: Question): Draft {
  const role = missingRole(question);
  const part = partOf(question.kind);
  if (part) return reopenDialect(draft, part);
  if (!role) return changeColumn(draft, question.column, { format: UNANSWERED, ignored: false });
  const columns = draft.recipe.columns.map((column) =>
    column.role === role ? { ...column, role: "none" as const } : column,
  );
  const answered = draft.answered.filter((key) => key !== questionKey(question));
  return { ...draft, recipe: { ...draft.recipe, columns }, answered };
}

function reopenDialect(draft: Draft, part: DialectPart): Draft {
  const { [part]: _, ...decisions } = draft.recipe.dialect.decisions;
  const dialect = { ...draft.recipe.dialect, decisions, doubts: [...draft.recipe.dialect.doubts, part] };
  return { ...draft, recipe: { ...draft.recipe, dialect } };
}

/** What a person must still decide. A column that is ignored asks nothing; a role that a column of the files plays is not missing. */
export const openQuestions = (draft: Draft, questions: Question[]): Question[] =>
  questions.filter((question) => !isSettled(draft, question));

function isSettled(draft: Draft, question: Question): boolean {
  const role = missingRole(question);
  if (role) return draft.answered.includes(questionKey(question)) || isPlayedByFile(draft, role);
  const part = partOf(question.kind);
  if (part) return !draft.recipe.dialect.doubts.includes(part);
  const column = draft.recipe.columns.find(({ source }) => source === question.column);
  return !column || column.ignored || column.format !== UNANSWERED;
}

/** The role a question is about; undefined when it is about how a column is read. */
export function missingRole({ kind }: Question): "ticker" | "sector" | undefined {
  if (kind === "ticker-missing") return "ticker";
  return kind === "sector-missing" ? "sector" : undefined;
}

const isPlayedByFile = ({ recipe }: Draft, role: Role): boolean =>
  recipe.columns.some((column) => column.role === role && !column.ignored);
