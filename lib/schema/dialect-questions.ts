import type { Dialect, DialectPart, RecipeColumn } from "./contract.ts";
import { ENCODING_NAMES } from "./encoding-names.ts";
import type { Inspection } from "./inspection.ts";
import type { Question, QuestionKind, Reading } from "./question.ts";

/** Which questions are about a part of the dialect. */
const PARTS = { encoding: "encoding", header: "hasHeader", footer: "footerLines" } as const;
type DialectKind = keyof typeof PARTS;

/** The part of the dialect a question is about; undefined when it is about something else. */
export const partOf = (kind: QuestionKind): DialectPart | undefined =>
  kind in PARTS ? PARTS[kind as DialectKind] : undefined;

type Propose = (inspections: readonly Inspection[], dialect: Dialect) => RecipeColumn[];

/** What only a person can decide about how the files are cut; the columns come with each answer that changes them. */
export function dialectQuestions(inspections: readonly Inspection[], dialect: Dialect, propose: Propose): Question[] {
  const kinds: readonly DialectKind[] = ["encoding", "header", "footer"];
  return kinds.flatMap((kind) => {
    const doubtful = inspections.find((one) => one.dialect.doubts.includes(PARTS[kind]));
    if (!doubtful || !dialect.doubts.includes(PARTS[kind])) return [];
    const ways = waysOf(doubtful, PARTS[kind]);
    const readings = ways.map((way) => readingOf(kind, way, inspections, dialect, propose));
    return { column: "", kind, text: TEXTS[kind](ways[0]?.examples[0]?.raw ?? ""), readings };
  });
}

const TEXTS: Record<DialectKind, (example: string) => string> = {
  encoding: (example) => `The bytes do not say how letters such as those of “${example}” are written. Which is right?`,
  header: (example) => `There is one line alone, “${example}”. Does it name the columns?`,
  footer: (example) => `The file ends with “${example}”. Is that a row of data?`,
};

type Way = Pick<Inspection["alternatives"][number], "dialect" | "examples">;

function waysOf({ dialect, doubtful, alternatives }: Inspection, part: DialectPart): Way[] {
  const examples = doubtful.find((one) => one.part === part)?.examples ?? [];
  return [{ dialect, examples }, ...alternatives.filter((other) => other.part === part)];
}

function readingOf(
  kind: DialectKind,
  way: Way,
  inspections: readonly Inspection[],
  dialect: Dialect,
  propose: Propose,
): Reading {
  const part = PARTS[kind];
  const isFound = kind === "footer" && way.dialect.footerLines > 0;
  const decided: Dialect = {
    ...dialect,
    [part]: way.dialect[part],
    doubts: dialect.doubts.filter((doubt) => doubt !== part),
    decisions: { ...dialect.decisions, [part]: isFound ? "as-found" : "as-written" },
  };
  const cut = inspections.map((one) => under(one, part, way.dialect));
  const columns = propose(cut, decided);
  const isSame = JSON.stringify(columns) === JSON.stringify(propose(inspections, dialect));
  const { examples } = way;
  const label = labelOf(kind, way.dialect);
  return { type: "text", format: "as-is", label, examples, dialect: decided, ...(isSame ? {} : { columns }) };
}

/** An inspection as it is when one part of its dialect is another. */
function under(inspection: Inspection, part: DialectPart, dialect: Dialect): Inspection {
  const other = inspection.alternatives.find((one) => one.part === part && one.dialect[part] === dialect[part]);
  return other ? { ...inspection, dialect: other.dialect, columns: other.columns } : inspection;
}

function labelOf(kind: DialectKind, { encoding, hasHeader, footerLines }: Dialect): string {
  if (kind === "encoding") return ENCODING_NAMES[encoding];
  if (kind === "header") return hasHeader ? "names of columns" : "a row of data";
  return footerLines > 0 ? "no data" : "data";
}
