import type { TextRecord } from "./records.ts";

const MAX_LINES = 99;

/** Titles and remarks above the header: blank, far fewer cells than the rest, at most one that is not empty, or a # remark. */
export function preambleLength(lines: readonly TextRecord[], cells: number): number {
  const first = lines.findIndex((line) => !isRemark(line, cells));
  return first > 0 && first <= MAX_LINES ? first : 0;
}

function isRemark({ cells: found, blank, remark }: TextRecord, cells: number): boolean {
  return (
    blank ||
    remark ||
    (cells > 1 && found.length <= cells / 2) ||
    (cells > 2 && found.filter((cell) => cell.trim() !== "").length <= 1) ||
    (cells > 1 && found.length !== cells && (found[0]?.startsWith("#") ?? false))
  );
}
