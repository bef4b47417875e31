import { formatTable } from "#cli/client/table.ts";
import { formatDuration } from "#lib/platform/format.ts";
import type { CheckLevel, StorageCheck, StorageReport } from "#lib/storage-check/contract.ts";

const WORDS: Record<CheckLevel, string> = { good: "good", warning: "warning", bad: "BAD", unknown: "not looked at" };

/** The checks as a table, then what mends those that are not good. */
export function storageText(report: StorageReport): string {
  const { bucket, endpoint, region, origin, tookMs, checks } = report;
  const place = `${bucket} at ${endpoint ?? "Amazon S3"} (${region}), for pages at ${origin}`;
  const rows = checks.map(({ title, level, sentence }) => [title, WORDS[level], sentence]);
  const table = formatTable([{ title: "check" }, { title: "state" }, { title: "what was found" }], rows);
  const head = `${place}; looked at in ${formatDuration(tookMs)}\n\n${table}`;
  return [head, ...checks.filter(({ mend }) => mend).map(mendText)].join("\n\n");
}

/** Which checks are bad, in one sentence. */
export function badSentence({ checks }: StorageReport): string {
  const titles = checks.filter(({ level }) => level === "bad").map(({ title }) => title);
  return `Uploads to this bucket cannot work as things are: ${titles.join(", ")}.`;
}

function mendText({ title, mend, fix }: StorageCheck): string {
  const lines = [`${title}: ${mend}`];
  if (fix) lines.push("", `${fix.fileName}:`, fix.json, "", fix.command);
  return lines.join("\n");
}
