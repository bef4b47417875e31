import { footerExamples } from "../alternatives.ts";
import type { Dialect } from "../contract.ts";
import { footerWarning, UNSEEN_END } from "../file-warnings.ts";
import type { Inspection } from "../inspection.ts";

/** Whether nobody has said, and nothing has shown, that a file ends with lines that are no data. */
export const mayHaveFooter = ({ footerLines, decisions, doubts }: Dialect): boolean =>
  footerLines === 0 && decisions.footerLines === undefined && !doubts.includes("footerLines");

/** An inspection of a file whose end the sample did not reach, once it was seen: a footer there is a question, as of any other file. */
export function withEnd(inspection: Inspection, footer: readonly string[][]): Inspection {
  const seen = { ...inspection, warnings: inspection.warnings.filter((warning) => warning !== UNSEEN_END) };
  return footer.length > 0 ? withFooter(seen, footer) : seen;
}

function withFooter(inspection: Inspection, footer: readonly string[][]): Inspection {
  const { columns, dialect: before, doubtful, alternatives, warnings } = inspection;
  const part = "footerLines" as const;
  const dialect: Dialect = { ...before, footerLines: footer.length, doubts: [...before.doubts, part] };
  const other = { part, dialect: { ...dialect, footerLines: 0 }, columns };
  return {
    ...inspection,
    dialect,
    warnings: [...warnings, footerWarning(footer)],
    doubtful: [...doubtful, { part, examples: footerExamples(footer, "left out") }],
    alternatives: [...alternatives, { ...other, examples: footerExamples([...footer].reverse(), "kept as a row") }],
  };
}
