import type { Dialect, InspectedColumn } from "./contract.ts";
import type { InspectedFile } from "./queries.ts";

const NAMED = 3;
const SHOWN = 20;

/** What people should know before they confirm, the gravest first. */
export function warningsAbout(
  files: readonly InspectedFile[],
  columns: readonly (InspectedColumn & { presentIn: number })[],
  dialect: Dialect,
): string[] {
  const warnings = [
    ...otherHeaders(files, dialect),
    ...columns
      .filter(({ presentIn }) => presentIn < files.length)
      .map(({ source, presentIn }) => absentColumn(source, files.length - presentIn, files.length)),
    ...sharedWarnings(files),
  ];
  return warnings.length > SHOWN
    ? [...warnings.slice(0, SHOWN), `And ${warnings.length - SHOWN} more warnings.`]
    : warnings;
}

const absentColumn = (source: string, absent: number, all: number): string =>
  `${absent} of ${all} files ${absent === 1 ? "has" : "have"} no column “${source}”. They will be refused, unless the column is left out, need not be there, or is there under another name.`;

/** Columns are found by their names, so files with and without names do not go together. */
function otherHeaders(files: readonly InspectedFile[], dialect: Dialect): string[] {
  const others = files.filter(({ inspection }) => inspection.dialect.hasHeader !== dialect.hasHeader);
  if (others.length === 0) return [];
  const what = dialect.hasHeader ? "no line of names, unlike" : "a line of names, unlike";
  return [`${named(others)}: ${what} the other files. They will be refused; put them in a dataset of their own.`];
}

/** The same sentence about many files is said once. */
function sharedWarnings(files: readonly InspectedFile[]): string[] {
  const byWarning = new Map<string, InspectedFile[]>();
  for (const file of files)
    for (const warning of file.inspection.warnings) byWarning.set(warning, [...(byWarning.get(warning) ?? []), file]);
  return [...byWarning].map(([warning, group]) => `${named(group)}: ${warning}`);
}

function named(files: readonly InspectedFile[]): string {
  const names = files.slice(0, NAMED).map(({ path }) => path);
  return files.length > NAMED ? `${names.join(", ")} and ${files.length - NAMED} more` : names.join(", ");
}
