import type { RecipeColumn } from "#lib/schema/contract.ts";
import { findFormat } from "#lib/schema/formats.ts";
import { normalName } from "#lib/schema/header.ts";
import type { InspectedColumn } from "#lib/schema/inspection.ts";
import type { FileGroup, InspectionView } from "#lib/schema/inspection-view.ts";
import { suits } from "#lib/schema/propose.ts";
import { familyOf } from "#lib/schema/readings.ts";
import { changeColumn, type Draft } from "./draft.ts";
import { isNeeded } from "./drift-choice.ts";

type Way = FileGroup["retyped"][number]["usual"];

/** A column whose values are of another type in some files. */
export interface Retyped {
  source: string;
  usual: Way;
  /** What takes the values of every file. */
  wider: Way;
  /** Files in which it is something else; how many values of them, and of all, do not fit the usual type. */
  files: number;
  misfits: number;
  values: number;
  /** The counts are of every row. */
  isWhole: boolean;
}

const TEXT: Way = { type: "text", format: "as-is" };

/** Over all groups of files. */
export function retypedColumns({ groups = [], columns }: Pick<InspectionView, "groups" | "columns">): Retyped[] {
  const bySource = Map.groupBy(
    groups.flatMap(({ retyped }) => retyped),
    ({ source }) => normalName(source),
  );
  return [...bySource.values()].flatMap((all) => {
    const [first] = all;
    const found = first && columns.find((column) => normalName(column.source) === normalName(first.source));
    if (!first || !found) return [];
    const counted = found.candidates.find((candidate) => isSame(candidate, first.usual));
    return {
      source: found.source,
      usual: first.usual,
      wider: widerThan(first.usual, found),
      files: all.reduce((sum, { files }) => sum + files, 0),
      misfits: counted?.misfits ?? all.reduce((sum, { misfits }) => sum + misfits, 0),
      values: found.values,
      isWhole: found.isWhole ?? false,
    };
  });
}

/** Whole numbers and numbers are numbers; what else there is together can only be text. */
function widerThan({ type }: Way, { candidates }: InspectedColumn): Way {
  const wider = candidates.find(
    (other) =>
      other.type !== "text" &&
      familyOf(other.type) === familyOf(type) &&
      other.fits > 0 &&
      other.misfits === 0 &&
      !findFormat(other.type, other.format)?.needs?.includes("a-person"),
  );
  return wider ? { type: wider.type, format: wider.format } : TEXT;
}

const isSame = (one: Way, other: Way): boolean => one.type === other.type && one.format === other.format;

/** evolve: the wider type. Otherwise the usual one, with what becomes of values that do not fit; other: neither. */
export type RetypedChoice = "evolve" | "discard_row" | "discard_value" | "freeze" | "other";

export function retypedChoice({ recipe }: Draft, { source, usual, wider }: Retyped): RetypedChoice {
  const column = recipe.columns.find((one) => one.source === source);
  if (!column || column.ignored) return "other";
  if (isSame(column, wider)) return "evolve";
  if (!isSame(column, usual)) return "other";
  if (column.misfits === "discard_value" && isNeeded(column)) return "discard_row";
  return column.misfits ?? (recipe.errors?.policy === "null" && !isNeeded(column) ? "discard_value" : "discard_row");
}

export function chooseRetyped(draft: Draft, { source, usual, wider }: Retyped, choice: RetypedChoice): Draft {
  if (choice === "other") return draft;
  if (choice === "evolve") return changeColumn(draft, source, { ...wider, misfits: undefined });
  return changeColumn(draft, source, { ...usual, misfits: choice });
}

/** What a column in its role can become. */
export function retypedChoices(column: RecipeColumn, { wider }: Retyped): RetypedChoice[] {
  return [
    ...(suits(column.role, wider.type) ? (["evolve"] as const) : []),
    "discard_row",
    ...(isNeeded(column) ? [] : (["discard_value"] as const)),
    "freeze",
  ];
}
