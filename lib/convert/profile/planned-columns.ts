import { type Recipe, RecipeColumn } from "#lib/schema/contract.ts";
import { normalName } from "#lib/schema/header.ts";
import type { Inspection } from "#lib/schema/inspection.ts";
import { unroundedName } from "#lib/schema/number-style.ts";
import type { PlannedColumn } from "#lib/schema/profile/contract.ts";
import { isWider } from "#lib/schema/profile/wider.ts";
import { STAND_INS } from "#lib/schema/stand-ins.ts";

export type Choice = PlannedColumn["formats"][number];

/** Numbers of which digits may go. */
export const isRounded = ({ type, format }: Choice): boolean => type === "number" && format !== unroundedName(format);

/** The same format, but every digit must stay. */
export const unrounded = ({ type, format }: Choice): Choice => ({ type, format: unroundedName(format) });

const TEXT: Choice = { type: "text", format: "as-is" };

/** The formats of a column by what they cost to count. */
export interface SortedFormats {
  read: Choice;
  /** They fit whatever `read` fits: only its misfits need another look. */
  wider: Choice[];
  /** Every value must be tried. */
  rivals: Choice[];
}

/** The recipe under which a file is read whole: each column as its likeliest format, every stand-in for no value a null. */
export function recipeOfPlan({ dialect, columns }: Inspection, plan: readonly PlannedColumn[]): Recipe {
  const read = columns.map(({ source }, index) => {
    const { type, format } = plannedFor(source, plan)[0] ?? TEXT;
    const nullTokens = type === "text" ? [""] : ["", ...STAND_INS];
    return RecipeColumn.parse({ source, name: `c${index}`, type, format, nullTokens });
  });
  return { dialect: { ...dialect, doubts: [] }, columns: read, derived: [] };
}

export function sortFormats(source: string, plan: readonly PlannedColumn[]): SortedFormats {
  const [read = TEXT, ...others] = plannedFor(source, plan);
  const typed = others.filter(({ type }) => type !== "text");
  const isWide = (other: Choice) => isWider(other, read);
  return { read, wider: typed.filter(isWide), rivals: typed.filter((other) => !isWide(other)) };
}

const plannedFor = (source: string, plan: readonly PlannedColumn[]): Choice[] =>
  plan.find((planned) => normalName(planned.source) === normalName(source))?.formats ?? [TEXT];
