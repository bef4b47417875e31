import { plural } from "#lib/platform/format.ts";
import { fileLines } from "./import-document.ts";
import type { ImportOutcome } from "./import-files.ts";

const FAILURES_SHOWN = 20;

/** Which files failed and why, a line for each; undefined when all of them are in the dataset. */
export function failureSentence(outcome: ImportOutcome): string | undefined {
  const lines = fileLines(outcome);
  const failures = lines.filter(({ failure }) => failure);
  if (failures.length === 0) return undefined;
  const { version } = outcome.dataset;
  const rest = lines.length === failures.length ? "" : version ? `; the rest is in version ${version.number}` : "";
  const title = `${failures.length} of ${plural(lines.length, "file")} failed${rest}.`;
  const shown = failures.slice(0, FAILURES_SHOWN).map(({ name, failure }) => `  ${name}: ${failure}`);
  const more = failures.length > shown.length ? [`  … and ${failures.length - shown.length} more`] : [];
  return [title, ...shown, ...more].join("\n");
}
