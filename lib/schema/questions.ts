import { type Recipe, type Role, UNANSWERED } from "./contract.ts";
import type { Candidate, InspectedColumn } from "./inspection.ts";
import { PADDED } from "./numerals.ts";
import { standInsOf } from "./propose.ts";
import type { Question, QuestionKind, Reading } from "./question.ts";
import { familyOf, isDoubtful, readAs } from "./readings.ts";
import { waysToRead } from "./ways-to-read.ts";

const EXAMPLES = 3;
/** Zones to choose from where some values state theirs; every other one can be named. */
const ZONES_OFFERED = ["UTC", "America/New_York", "Europe/London"];

/** What only a person can decide about the proposed recipe. */
export function questionsAbout(columns: readonly InspectedColumn[], recipe: Recipe): Question[] {
  const unanswered = recipe.columns.filter(({ format }) => format === UNANSWERED).map(({ source }) => source);
  return [
    ...columns.filter(({ source }) => unanswered.includes(source)).map(columnQuestion),
    ...(isFromFile(recipe, "ticker") ? [] : [TICKER_MISSING]),
    ...(isFromFile(recipe, "sector") ? [] : [SECTOR_MISSING]),
  ];
}

const TICKER_MISSING: Question = {
  column: "",
  kind: "ticker-missing",
  text: "No column names the stock. The ticker is taken from each file's name, unless you say otherwise.",
  readings: [],
};

const SECTOR_MISSING: Question = {
  column: "",
  kind: "sector-missing",
  text: "No column names the sector. Every row gets the sector “Unclassified”, unless you say otherwise.",
  readings: [],
};

const isFromFile = ({ columns }: Recipe, role: Role): boolean =>
  columns.some((column) => column.role === role && !column.ignored);

function columnQuestion(column: InspectedColumn): Question {
  const ways = waysToRead(column);
  if (column.proposed.role === "ticker" || ways.length < 2) return nullTokenQuestion(column);
  const kind = kindOf(ways);
  return kind === "time-zone" ? zoneQuestion(column, ways) : readingQuestion(column, ways, kind);
}

function kindOf([first, ...others]: readonly Candidate[]): QuestionKind {
  const { type, format } = first ?? { type: "text", format: "" };
  const hasIn = (part: string) => [format, ...others.map((other) => other.format)].every((name) => name.includes(part));
  if (type === "text") return "leading-zeros";
  if (familyOf(type) === "number" && others.some((other) => other.type === "text")) return "lost-digits";
  if (format.startsWith("epoch")) return "epoch";
  if (format.startsWith("excel")) return "serial-date";
  if (/ in [A-Z]/.test(format)) return "time-zone";
  if (type === "date" || type === "timestamp") return hasIn(" to ") ? "century" : "date-order";
  return hasIn(" as ") ? "percent" : "number-format";
}

/** One doubtful value with all its readings makes the question concrete. */
function readingQuestion(
  { source, samples }: InspectedColumn,
  ways: readonly Candidate[],
  kind: QuestionKind,
): Question {
  const doubtful = samples.filter((sample) => isDoubtful(sample, ways)).slice(0, EXAMPLES);
  const [example = ""] = doubtful;
  const meanings = ways.map((way) => meaningOf(example, way));
  return {
    column: source,
    kind,
    text: `“${example}” in the column “${source}” can be ${meanings.join(" or ")}. Which is right?`,
    readings: ways.map(({ type, format }) => readingOf(type, format, doubtful)),
  };
}

function meaningOf(text: string, way: Candidate): string {
  const value = readAs(text, way) ?? "something else";
  if (way.type === "text") return `the text ${value}`;
  return way.format === PADDED || way.format === "123" ? `the number ${value}` : value;
}

const readingOf = (type: Reading["type"], format: string, texts: readonly string[]): Reading => ({
  type,
  format,
  examples: texts.map((raw) => ({ raw, parsed: readAs(raw, { type, format }) ?? "" })),
});

function zoneQuestion({ source, samples }: InspectedColumn, [winner, written]: readonly Candidate[]): Question {
  const clock = winner?.format.replace(/ in .*$/, "") ?? "";
  const zoneless = samples.filter((sample) => readAs(sample, { type: "timestamp", format: clock }) !== undefined);
  const [example = ""] = zoneless;
  return {
    column: source,
    kind: "time-zone",
    text: `“${example}” in the column “${source}” states no time zone, though other values do. In which zone is it?`,
    readings: [
      ...ZONES_OFFERED.map((zone) => readingOf("timestamp", `${clock} in ${zone}`, zoneless.slice(0, EXAMPLES))),
      ...(written ? [readingOf(written.type, written.format, zoneless.slice(0, EXAMPLES))] : []),
    ],
  };
}

function nullTokenQuestion(column: InspectedColumn): Question {
  const tokens = standInsOf(column);
  const [example = ""] = tokens;
  const reading = (label: string, nullTokens: string[], parsed: (raw: string) => string): Reading => ({
    type: "text",
    format: "as-is",
    nullTokens,
    label,
    examples: tokens.slice(0, EXAMPLES).map((raw) => ({ raw, parsed: parsed(raw) })),
  });
  return {
    column: column.source,
    kind: "null-token",
    text: `“${example}” in the column “${column.source}” can be a ticker or say that there is none. Which is right?`,
    readings: [
      reading("a ticker", [""], (raw) => raw),
      reading("no value", ["", ...tokens].slice(0, 20), () => "no value"),
    ],
  };
}
