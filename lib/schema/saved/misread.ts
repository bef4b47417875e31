import { parseCell } from "../formats.ts";
import { normalName } from "../header.ts";
import type { InspectionView } from "../inspection-view.ts";

/** A column of which the saved recipe reads fewer than half of the sampled values, with one that it does not read: it is for other files with the same names. */
export function misreadBySaved({
  saved,
  columns,
}: Pick<InspectionView, "saved" | "columns">): { source: string; example: string } | undefined {
  for (const { source, type, format, nullTokens, trim, ignored } of saved?.recipe.columns ?? []) {
    const samples = columns.find((column) => normalName(column.source) === normalName(source))?.samples ?? [];
    const misread = samples.filter((raw) => parseCell(raw, type, format, nullTokens, trim).kind === "misfit");
    const [example] = misread;
    if (!ignored && example !== undefined && misread.length > samples.length / 2) return { source, example };
  }
  return undefined;
}
