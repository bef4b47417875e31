import { formatCount, plural } from "#lib/platform/format.ts";
import type { FileDrift, FileView } from "./contract.ts";

const NAMES_SHOWN = 5;

/** How one file differs from its recipe, and what became of it; `rows` are its good ones. */
export const driftSentence = ({ missing, extra }: FileDrift, rows: number): string =>
  [
    ...(missing.length > 0 ? [`Without ${quoted(missing)}: no value there in ${plural(rows, "row")}.`] : []),
    ...(extra.length > 0 ? [`${quoted(extra)} left out.`] : []),
  ].join(" ");

/** A column that some files lack, or that was left out of some. */
export interface DriftedColumn {
  source: string;
  became: "missing" | "extra";
  files: number;
  /** Good rows of these files. */
  rows: number;
}

/** Every such column of a dataset, those of most files first. */
export function driftedColumns(files: readonly Pick<FileView, "drift" | "rows">[]): DriftedColumn[] {
  const found = new Map<string, DriftedColumn>();
  for (const { drift, rows } of files)
    for (const became of ["missing", "extra"] as const)
      for (const source of drift?.[became] ?? []) {
        const key = `${became} ${source}`;
        const before = found.get(key) ?? { source, became, files: 0, rows: 0 };
        found.set(key, { ...before, files: before.files + 1, rows: before.rows + (rows?.good ?? 0) });
      }
  return [...found.values()].sort((a, b) => b.files - a.files);
}

export const driftedSentence = ({ source, became, files, rows }: DriftedColumn): string =>
  became === "missing"
    ? `“${source}” is missing in ${plural(files, "file")}: no value there in ${plural(rows, "row")}.`
    : `“${source}” was left out of ${plural(files, "file")}.`;

const quoted = (names: readonly string[]): string => {
  const shown = names.slice(0, NAMES_SHOWN).map((name) => `“${name}”`);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${formatCount(more)} more` : shown.join(", ");
};
