import { CLOCKS, type Clock, clockExplanations } from "./clocks.ts";
import { EMPTY, type Format, fitting, SPACED } from "./format.ts";

function time({ name, example, grammar, read, sql }: Clock): Format {
  return {
    type: "time",
    name,
    example,
    grammar,
    explanations: [EMPTY, SPACED, ["[0-9]+[-/.][0-9]+[-/.][0-9]+[ T].*", "has a date"], ...clockExplanations(name)],
    otherwise: `not a time of day written as ${name}`,
    read: (_, groups) => fitting(read(groups)),
    marks: ":",
    sql: { type: "TIME", value: sql, failure: () => "'not a time of day'" },
  };
}

export const TIMES: readonly Format[] = CLOCKS.map(time);
