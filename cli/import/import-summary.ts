import { formatTable } from "#cli/client/table.ts";
import { formatBytes, formatCount, formatDuration, plural, UNKNOWN } from "#lib/platform/format.ts";
import { driftedColumns, driftedSentence } from "#lib/upload/drift-words.ts";
import { fileLines } from "./import-document.ts";
import type { ImportOutcome } from "./import-files.ts";

const FILES_SHOWN = 40;
const COLUMNS_SHOWN = 20;
const LONGEST_NAME = 60;

/** What became of each file, and the dataset's new version, for a terminal. */
export function importSummary(outcome: ImportOutcome): string {
  const lines = fileLines(outcome);
  const rows = lines
    .slice(0, FILES_SHOWN)
    .map(({ name, bytes, rows: count, failure }) => [
      shortened(name),
      formatBytes(bytes),
      formatCount(count?.read),
      formatCount(count?.good),
      formatCount(count?.rejected),
      failure ? "failed" : "",
    ]);
  const numbers = ["bytes", "rows read", "good", "rejected"].map((title) => ({ title, align: "right" as const }));
  const table = formatTable([{ title: "file" }, ...numbers, { title: "" }], rows);
  const more = lines.length > FILES_SHOWN ? `\n… and ${plural(lines.length - FILES_SHOWN, "file")} more` : "";
  return `${table}${more}\n\n${skippedText(outcome)}${driftText(outcome)}${versionText(outcome)}`;
}

function driftText({ files }: ImportOutcome): string {
  const sentences = driftedColumns(files).map(driftedSentence);
  const more =
    sentences.length > COLUMNS_SHOWN ? [`And ${plural(sentences.length - COLUMNS_SHOWN, "more column")}.`] : [];
  return sentences.length > 0 ? `${[...sentences.slice(0, COLUMNS_SHOWN), ...more].join("\n")}\n\n` : "";
}

/** A file that is here under its own name needs no line of its own. */
function skippedText({ skipped }: ImportOutcome): string {
  if (skipped.length === 0) return "";
  const renamed = skipped.filter(({ note }) => note !== "Already here").slice(0, FILES_SHOWN);
  const title = `${plural(skipped.length, "file was", "files were")} here already and not sent again.`;
  return `${[title, ...renamed.map(({ name, note }) => `  ${shortened(name)}: ${note}`)].join("\n")}\n\n`;
}

function versionText({ dataset: { name, version }, timings }: ImportOutcome): string {
  if (!version) return `Dataset ${name} has no version yet.`;
  const { rows, files, tickers, period, rawBytes, parquetBytes } = version;
  const facts = [
    plural(rows, "row"),
    `from ${plural(files, "file")}`,
    ...(tickers === null ? [] : [plural(tickers, "ticker")]),
    ...(period ? [`${period.from} to ${period.to}`] : []),
    `${formatBytes(rawBytes)} of CSV in ${formatBytes(parquetBytes)} of Parquet`,
  ];
  const { uploadMs, inspectMs, convertMs, clusterMs } = timings;
  const times = Object.entries({
    uploaded: uploadMs,
    inspected: inspectMs,
    converted: convertMs,
    clustered: clusterMs,
  }).map(([step, ms]) => `${step} in ${ms ? formatDuration(ms) : UNKNOWN}`);
  return `Dataset ${name}, version ${version.number}: ${facts.join(", ")}.\n${times.join(", ")}.`;
}

/** The end of a path tells more than its beginning. */
const shortened = (name: string): string => (name.length > LONGEST_NAME ? `…${name.slice(1 - LONGEST_NAME)}` : name);
