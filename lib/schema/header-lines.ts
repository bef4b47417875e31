import { isTyped, isTypedColumn } from "./header-row.ts";
import { isStandIn } from "./stand-ins.ts";

const MAX_LINES = 5;

/** How many lines the header takes, the first included: units or a second name may stand under it, above columns of numbers and days. */
export function headerLinesOf(header: readonly string[], rows: readonly (readonly string[])[]): number {
  if (rows.length <= MAX_LINES) return 1;
  const typedFrom = (from: number) => header.map((_, column) => isTypedColumn(rows.slice(from), column));
  const typedBelow = typedFrom(MAX_LINES);
  const most = countLines(rows, header.length, typedBelow);
  if (most === 1) return 1;
  // Few rows lie below all lines that a header may take: those in between must be of the same types.
  const typedBetween = typedFrom(most - 1);
  return countLines(
    rows,
    header.length,
    typedBelow.map((isTyped, column) => isTyped && typedBetween[column] === true),
  );
}

function countLines(rows: readonly (readonly string[])[], width: number, typed: readonly boolean[]): number {
  const more = rows.slice(0, MAX_LINES - 1).findIndex((row) => !isMoreHeader(row, width, typed));
  return more < 0 ? MAX_LINES : more + 1;
}

/** Nothing in it is of its column's type: words above numbers, or one name alone. */
function isMoreHeader(row: readonly string[], width: number, typed: readonly boolean[]): boolean {
  if (row.length !== width) return false;
  const named = row.filter((cell, column) => typed[column] && cell.trim() !== "");
  if (row.some(isTyped) || row.some(isStandIn) || named.length === 0) return false;
  return named.length >= 2 || row.filter((cell) => cell.trim() !== "").length === 1;
}

/** Each column's name: what it has in the lines of the header, once. */
export function joinHeader(lines: readonly (readonly string[])[]): string[] {
  const [first = []] = lines;
  return first.map((_, column) => {
    const words = lines.map((line) => line[column]?.trim() ?? "").filter((word) => word !== "");
    return [...new Set(words)].join(" ");
  });
}
