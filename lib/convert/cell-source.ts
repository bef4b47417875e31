import type { CellSource } from "./convert-sql.ts";
import { derivedValues } from "./derived.ts";
import type { Lookups } from "./lookup/lookup.ts";
import type { PrescanResult } from "./prescan.ts";
import { nullsMisfits } from "./rejects/misfit-rule.ts";
import type { Work } from "./work.ts";

export function cellSource({ file, at }: Work, prescan: PrescanResult, { lookups, found }: Lookups): CellSource {
  const { recipe } = file;
  return {
    path: at(prescan.regular ? "records.csv" : "sound.csv"),
    dialect: prescan.dialect,
    cells: prescan.cells,
    columns: prescan.columns.map((located) => ({
      ...located,
      nullsMisfits: nullsMisfits(located.column, recipe.errors),
    })),
    absent: prescan.absent,
    derived: [...derivedValues(recipe.derived, file.path), ...found],
    lookups,
  };
}
