import type { Cell } from "#lib/schema/format.ts";

/** What a cell becomes: its value, nothing, or the reason why it is rejected. */
export function ParsedCell({ cell }: { cell: Cell }) {
  if (cell.kind === "value") return <span>{cell.display}</span>;
  if (cell.kind === "null") return <span className="unvalued">missing</span>;
  return <span className="rejected">✕ {cell.reason}</span>;
}
