import { type RecipeColumn, UNANSWERED } from "#lib/schema/contract.ts";
import { parseCell } from "#lib/schema/formats.ts";

interface ParsedCellProps {
  raw: string;
  column: Pick<RecipeColumn, "type" | "format" | "nullTokens" | "trim">;
}

/** What a cell becomes: its value, nothing, or the reason why it is rejected. */
export function ParsedCell({ raw, column: { type, format, nullTokens, trim } }: ParsedCellProps) {
  if (format === UNANSWERED) return <span className="unvalued">to be decided</span>;
  const cell = parseCell(raw, type, format, nullTokens, trim);
  if (cell.kind === "value") return <span>{cell.display}</span>;
  if (cell.kind === "null") return <span className="unvalued">missing</span>;
  return <span className="rejected">✕ {cell.reason}</span>;
}
