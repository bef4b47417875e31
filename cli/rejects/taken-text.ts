import type { CorrectionsTaken } from "#lib/convert/contract.ts";
import { formatCount, plural } from "#lib/platform/format.ts";
import type { DatasetView } from "#lib/upload/contract.ts";

/** What became of corrected rows, and how the dataset's rows add up with them, for a terminal. */
export function takenText({ taken, unchanged }: CorrectionsTaken, dataset: DatasetView): string {
  const still = unchanged > 0 ? `, ${plural(unchanged, "row")} sent before or not changed` : "";
  return `${plural(taken, "corrected row")} taken${still}.\n${rowsText(dataset)}`;
}

/** How a dataset's rows add up, and what its newest version holds. */
export function rowsText({ name, version, files }: DatasetView): string {
  const { read, good, corrected, rejected } = files.rows;
  const sum = [
    `${formatCount(good - corrected)} good`,
    `${formatCount(corrected)} corrected`,
    `${formatCount(rejected)} rejected`,
  ];
  return [
    `${formatCount(read)} rows read = ${sum.join(" + ")}.`,
    version
      ? `Dataset ${name}, version ${version.number}: ${plural(version.rows, "row")}.`
      : `${name} has no version yet.`,
  ].join("\n");
}

export function refusalText({ refused, refusals }: CorrectionsTaken): string {
  const lines = refused.map(({ file, row, sentence }) => `  ${file}, row ${formatCount(row)}: ${sentence}`);
  const more = refusals > refused.length ? [`  … and ${refusals - refused.length} more`] : [];
  return [`${plural(refusals, "row was", "rows were")} refused.`, ...lines, ...more].join("\n");
}
