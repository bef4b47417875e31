import { wrongUsage } from "#cli/client/failure.ts";
import { answeredColumn, answeredRecipe } from "#lib/schema/answers.ts";
import type { DerivedColumn, ExtraRule, Recipe, RecipeColumn, Role } from "#lib/schema/contract.ts";
import { partOf } from "#lib/schema/dialect-questions.ts";
import { FORMATS } from "#lib/schema/formats.ts";
import { normalName } from "#lib/schema/header.ts";
import type { InspectionView } from "#lib/schema/inspection-view.ts";
import type { Question, Reading } from "#lib/schema/question.ts";
import { type GivenRecipe, givenRecipe } from "./given-recipe.ts";
import { type GivenMisfits, withExtraRule, withExtrasRuled, withMisfits } from "./given-rules.ts";

/** What the command line says about the columns; each part wins over what was found. */
export interface RecipeChoice {
  /** A recipe from a file, in the place of the proposal. */
  recipe?: Recipe | undefined;
  /** Whether the recipe that was confirmed last goes before the proposal. */
  reusesConfirmed: boolean;
  /** Goes without the saved recipe for files with these columns. */
  ignoresSaved?: boolean | undefined;
  /** Column and format. */
  answers: [string, string][];
  tickerPattern?: string | undefined;
  tickerColumn?: string | undefined;
  sector?: string | undefined;
  /** The share of all rows that may be rejected before no version is made. */
  maxRejects?: number | undefined;
  /** What becomes of columns that nobody confirmed. */
  extra?: ExtraRule | undefined;
  /** What becomes of values that do not fit. */
  misfits?: GivenMisfits[];
}

/** The recipe as far as it is known, and the questions that only a person can answer. */
export interface SettledRecipe {
  recipe: Recipe;
  open: Question[];
  /** Where it is from, when it is not the proposal. */
  given: Omit<GivenRecipe, "recipe"> | undefined;
}

export function settleRecipe(found: InspectionView, choice: RecipeChoice): SettledRecipe {
  const given = givenRecipe(found, choice);
  const proposal = withExtraRule(withExtrasRuled(found.recipe, choice.extra, found), choice.extra);
  const answers = choice.answers.map(([column, format]) => ({ column, format }));
  const answered = answers.reduce((recipe, answer) => withAnswer(recipe, answer, found), given?.recipe ?? proposal);
  const names = answers.map(({ column }) => (aboutFiles(column, found) ? column : getColumn(answered, column).source));
  const isAnswered = (asked: string) => names.some((name) => isSame(name, asked));
  const isKnown = (asked: string) => given !== undefined && !given.added.some((name) => isSame(name, asked));
  const isOpen = ({ column, kind }: Question) =>
    !isKnown(column) && (column === "" ? partOf(kind) !== undefined && !isAnswered(kind) : !isAnswered(column));
  const played = withSector(withTicker(answered, choice), choice.sector);
  const recipe = withMisfits(withBudget(played, choice.maxRejects), choice.misfits ?? []);
  const isLeftOut = (asked: string) => recipe.columns.some(({ source, ignored }) => ignored && isSame(source, asked));
  const open = found.questions.filter((question) => isOpen(question) && !isLeftOut(question.column));
  return { recipe, open, given };
}

/** The recipe with one column read in the named format. */
export function withAnswer(
  recipe: Recipe,
  { column, format }: { column: string; format: string },
  found: InspectionView,
): Recipe {
  const question = aboutFiles(column, found);
  if (question) return withDialect(recipe, question, format);
  const target = getColumn(recipe, column);
  const readings = readingsOf(target, found);
  const reading = readings.find(({ label }) => label === format) ?? readings.find((known) => known.format === format);
  const type = reading?.type ?? FORMATS.find(({ name }) => name === format)?.type;
  if (!type) throw wrongUsage(`--answer: there is no format ${format}. ${hint(target, found)}`);
  const answered = answeredColumn(target, reading ?? { type, format, examples: [] });
  return withColumns(recipe, (other) => (other === target ? answered : other));
}

/** The question of this kind that is about how files are cut, if there is one. */
const aboutFiles = (kind: string, { questions }: InspectionView): Question | undefined =>
  questions.find((question) => question.kind === kind && partOf(question.kind) !== undefined);

function withDialect(recipe: Recipe, question: Question, label: string): Recipe {
  const reading = question.readings.find((known) => known.label?.toLowerCase() === label.toLowerCase());
  const labels = question.readings.map((known) => known.label).join(", ");
  if (!reading) throw wrongUsage(`--answer: ${question.kind} can be ${labels}.`);
  return answeredRecipe(recipe, question, reading);
}

/** What a column can be read as: the readings a question offers, then the other candidates. */
function readingsOf({ source }: RecipeColumn, { questions, columns }: InspectionView): Reading[] {
  const asked = questions.filter(({ column }) => isSame(column, source)).flatMap(({ readings }) => readings);
  const candidates = columns.filter((column) => isSame(column.source, source)).flatMap((column) => column.candidates);
  return [...asked, ...candidates.map(({ type, format }) => ({ type, format, examples: [] }))];
}

function hint(column: RecipeColumn, found: InspectionView): string {
  const formats = [...new Set(readingsOf(column, found).map(({ label, format }) => label ?? format))];
  return formats.length > 0 ? `The column ${column.source} fits ${formats.join(", ")}.` : "";
}

function withTicker(recipe: Recipe, { tickerPattern, tickerColumn }: RecipeChoice): Recipe {
  if (tickerPattern !== undefined) {
    const free = withoutRole(recipe, "ticker");
    const name = freeName("ticker", free);
    return withDerived(free, { name, role: "ticker", from: "file-name", pattern: tickerPattern, upperCase: true });
  }
  if (tickerColumn === undefined) return recipe;
  const target = getColumn(recipe, tickerColumn);
  const asTicker = (column: RecipeColumn): RecipeColumn => ({
    ...column,
    type: "text",
    format: "as-is",
    role: "ticker",
    ignored: false,
  });
  return withColumns(withoutRole(recipe, "ticker"), (column) =>
    column.source === target.source ? asTicker(column) : column,
  );
}

function withSector(recipe: Recipe, value: string | undefined): Recipe {
  if (value === undefined) return recipe;
  const free = withoutRole(recipe, "sector");
  return withDerived(free, { name: freeName("sector", free), role: "sector", from: "constant", value });
}

const withBudget = (recipe: Recipe, budget: number | undefined): Recipe =>
  budget === undefined ? recipe : { ...recipe, errors: { policy: "stop", budget } };

function withoutRole(recipe: Recipe, role: Role): Recipe {
  const kept = withColumns(recipe, (column) => (column.role === role ? { ...column, role: "none" } : column));
  return { ...kept, derived: recipe.derived.filter((column) => column.role !== role) };
}

function getColumn({ columns }: Recipe, name: string): RecipeColumn {
  const column = columns.find(({ source }) => isSame(source, name)) ?? columns.find((other) => other.name === name);
  if (column) return column;
  throw wrongUsage(`There is no column ${name}. The columns are ${columns.map(({ source }) => source).join(", ")}.`);
}

function freeName(name: string, { columns, derived }: Recipe): string {
  const taken = [...columns.filter(({ ignored }) => !ignored), ...derived].some((column) => isSame(column.name, name));
  return taken ? `${name}_of_file` : name;
}

const withColumns = (recipe: Recipe, change: (column: RecipeColumn) => RecipeColumn): Recipe => ({
  ...recipe,
  columns: recipe.columns.map(change),
});

const withDerived = (recipe: Recipe, column: DerivedColumn): Recipe => ({
  ...recipe,
  derived: [...recipe.derived, column],
});

const isSame = (a: string, b: string): boolean => normalName(a) === normalName(b);
