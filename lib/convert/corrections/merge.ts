import { isDeepStrictEqual } from "node:util";
import type { Correction } from "#lib/convert/contract.ts";
import { MAX_RECORD_BYTES } from "#lib/schema/contract.ts";
import { normalName } from "#lib/schema/header.ts";
import type { ListedRow } from "./listed-rows.ts";
import type { SentRow } from "./sheet.ts";

export type Merged = { correction: Correction } | { unchanged: true } | { refusal: string };

/**
 * What a row that was sent comes to, beside what was sent for it before. The same again changes nothing, another
 * correction takes the place of the first, and what still reads as it was rejected is no correction.
 */
export function mergeCorrection(
  sent: SentRow,
  prior: Correction | undefined,
  listed: ListedRow | undefined,
  columns: readonly string[],
): Merged {
  const before = prior && (!listed || listed.line === prior.was.line) ? prior : undefined;
  if (!before && !listed) return { refusal: "This row is not rejected, so there is nothing to correct." };
  const problem = problemOf(sent, columns);
  if (problem) return { refusal: problem };
  const was = { line: before?.was.line ?? listed?.line ?? "", cells: { ...listed?.cells, ...before?.was.cells } };
  const [line] = sent.lines;
  const isAnew = line !== undefined && line !== was.line && line !== before?.line;
  const isNew = (column: string, value: string) => value !== was.cells[column] && value !== listed?.cells[column];
  const correction: Correction = {
    row: sent.row,
    line: isAnew ? line : (before?.line ?? null),
    cells: {
      ...(isAnew ? {} : before?.cells),
      ...Object.fromEntries(Object.entries(sent.cells).filter(([column, value]) => isNew(column, value))),
    },
    was,
  };
  const isSame = isDeepStrictEqual([correction.line, correction.cells], [before?.line ?? null, before?.cells ?? {}]);
  return isSame ? { unchanged: true } : { correction };
}

function problemOf({ lines, cells }: SentRow, columns: readonly string[]): string | undefined {
  if (new Set(lines).size > 1) return "This row was sent with two different lines. Leave one of them out.";
  const known = new Set(columns.map(normalName));
  const unknown = Object.keys(cells).find((column) => !known.has(normalName(column)));
  if (unknown !== undefined) return `There is no column “${unknown}” that could be corrected.`;
  const texts = [...lines, ...Object.values(cells)];
  if (texts.some((text) => text.includes("\0"))) return "The correction contains a NUL byte.";
  if (texts.some((text) => text.length > MAX_RECORD_BYTES / 4)) return "The correction is longer than 512 KiB.";
  return undefined;
}
