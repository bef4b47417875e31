import { type InspectedColumn, type Question, type Recipe, type Role, UNANSWERED } from "./contract.ts";
import { bestFitting, distinctReadings, familyOf, isDoubtful, readAs } from "./readings.ts";
import { isPriceName } from "./roles.ts";

const EXAMPLES = 3;

/** What only a person can decide about the proposed recipe. */
export function questionsAbout(columns: readonly InspectedColumn[], recipe: Recipe): Question[] {
  const unanswered = recipe.columns.filter(({ format }) => format === UNANSWERED).map(({ source }) => source);
  return [
    ...columns.filter(({ source }) => unanswered.includes(source)).map(readingQuestion),
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

/** One doubtful value with all its readings makes the question concrete. */
function readingQuestion(column: InspectedColumn): Question {
  const rivals = bestFitting(column.candidates, familyOf(column.proposed.type)).filter(
    ({ type }) => type !== "integer" || !isPriceName(column.source),
  );
  const formats = distinctReadings(rivals, column.samples);
  const doubtful = column.samples.filter((sample) => isDoubtful(sample, formats)).slice(0, EXAMPLES);
  const [example = ""] = doubtful;
  const meanings = formats.map((format) => readAs(example, format) ?? "something else");
  return {
    column: column.source,
    kind: column.proposed.type === "date" ? "date-order" : "number-format",
    text: `“${example}” in the column “${column.source}” can be ${meanings.join(" or ")}. Which is right?`,
    readings: formats.map(({ type, format }) => ({
      type,
      format,
      examples: doubtful.map((raw) => ({ raw, parsed: readAs(raw, { type, format }) ?? "" })),
    })),
  };
}
