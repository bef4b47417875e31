import type { RecipeColumn } from "#lib/schema/contract.ts";
import type { Preview } from "#lib/schema/cutting/contract.ts";
import { normalName } from "#lib/schema/header.ts";

type ShownColumn = Omit<RecipeColumn, "role">;

/** A column of the file beside what is made of it. */
export interface GridColumn {
  /** Its place in the file. */
  index: number;
  source: string;
  column: ShownColumn;
}

/** The file's columns in their order, each as it was decided, or as it is proposed where nobody decided yet. */
export function gridColumns(
  preview: Pick<Preview, "columns">,
  decided: readonly ShownColumn[],
  showsIgnored: boolean,
): GridColumn[] {
  const known = new Map(decided.map((column) => [normalName(column.source), column]));
  return preview.columns.flatMap((proposed, index) => {
    const column = known.get(normalName(proposed.source)) ?? proposed;
    return column.ignored && !showsIgnored ? [] : [{ index, source: proposed.source, column }];
  });
}
