import { formatTable } from "#cli/client/table.ts";
import { derivedValues } from "#lib/convert/derived.ts";
import type { DerivedColumn } from "#lib/schema/contract.ts";
import { whyDecimal } from "#lib/schema/exact-decimals.ts";
import { normalName } from "#lib/schema/header.ts";
import type { InspectionView } from "#lib/schema/inspection-view.ts";
import type { Question } from "#lib/schema/question.ts";
import type { Decision } from "./import-files.ts";

const SAMPLES_SHOWN = 3;
const EXAMPLES_SHOWN = 3;
const PATHS_SHOWN = 4;

/** The columns as they would be kept, then what is still asked, for a terminal. */
export function proposalText({ recipe, open }: Decision, found: InspectionView): string {
  const rows = recipe.columns.map(({ source, name, type, format, role, ignored }) => {
    const column = found.columns.find((other) => normalName(other.source) === normalName(source));
    const isAsked = open.some((question) => normalName(question.column) === normalName(source));
    const shown = ignored ? ["left out", ""] : isAsked ? [type, "?"] : [type, format];
    const samples = column?.samples.slice(0, SAMPLES_SHOWN).join(", ") ?? "";
    return [source, name, ...shown, role === "none" ? "" : role, column?.confidence ?? "", samples];
  });
  const titles = ["column", "name", "type", "format", "role", "confidence", "samples"].map((title) => ({ title }));
  const parts = [
    formatTable(titles, rows),
    ...reasonsFor(recipe, found),
    ...recipe.derived.map((column) => derivedText(column, found.paths)),
  ];
  return [...parts, ...found.warnings, ...open.map(questionText)].join("\n\n");
}

/** Why columns are decimals: those with the same reason together. */
function reasonsFor({ columns }: Decision["recipe"], found: InspectionView): string[] {
  const told = columns.flatMap((column) => {
    const here = found.columns.find(({ source }) => normalName(source) === normalName(column.source));
    const reason = here && !column.ignored ? whyDecimal(here, column) : undefined;
    return reason ? { source: column.source, reason } : [];
  });
  const byReason = Map.groupBy(told, ({ reason }) => reason);
  return [...byReason].map(([reason, alike]) => `${alike.map(({ source }) => source).join(", ")}: ${reason}.`);
}

/** A question with its readings, numbered from 1. */
export function questionText({ column, kind, text, readings }: Question): string {
  const lines = readings.map(({ label, format, examples }, index) => {
    const shown = examples.slice(0, EXAMPLES_SHOWN).map(({ raw, parsed }) => `${raw} is ${parsed}`);
    return `  ${index + 1}  ${label ?? format}: ${shown.join(", ")}`;
  });
  return [`${column || kind}: ${text}`, ...lines].join("\n");
}

function derivedText(column: DerivedColumn, paths: string[]): string {
  const { name, role } = column;
  const title = `${name}${role === "none" || role === name ? "" : ` (${role})`}`;
  if (column.from === "constant") return `${title}: “${column.value}” in every row.`;
  if (column.from === "lookup")
    return `${title}: “${column.value}” of ${column.file} where “${column.lookupKey}” is the row's ${column.key}.`;
  const examples = paths.slice(0, PATHS_SHOWN).map((path) => `${path} is ${valueIn(column, path)}`);
  return `${title}: from the file's name by ${column.pattern}: ${examples.join(", ")}.`;
}

function valueIn(column: DerivedColumn, path: string): string {
  try {
    return derivedValues([column], path)[0]?.value ?? "";
  } catch {
    return "nothing";
  }
}
