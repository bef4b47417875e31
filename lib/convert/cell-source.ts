import type { ErrorRule } from "#lib/schema/contract.ts";
import type { CellSource, LocatedColumn } from "./convert-sql.ts";
import { derivedValues } from "./derived.ts";
import type { Lookups } from "./lookup/lookup.ts";
import type { PrescanResult } from "./prescan.ts";
import type { Work } from "./work.ts";

export function cellSource({ file, at }: Work, prescan: PrescanResult, { lookups, found }: Lookups): CellSource {
  const { recipe } = file;
  return {
    path: at(prescan.regular ? "records.csv" : "sound.csv"),
    dialect: prescan.dialect,
    cells: prescan.cells,
    columns: prescan.columns.map((located) => ruled(located, recipe.errors)),
    absent: prescan.absent,
    derived: [...derivedValues(recipe.derived, file.path), ...found],
    lookups,
  };
}

/** A row without its date or its ticker is worth nothing: that it is rejected for, under any rule. */
function ruled(located: LocatedColumn, rule: ErrorRule | undefined): LocatedColumn {
  const { role, misfits } = located.column;
  const isNulled = misfits ? misfits === "discard_value" : rule?.policy === "null";
  if (!isNulled || role === "date" || role === "ticker") return located;
  return located.spelling ? located : { ...located, nullsMisfits: true };
}
