import { unroundedName } from "#lib/schema/number-style.ts";
import type { Question } from "#lib/schema/question.ts";
import type { Decision } from "./import-files.ts";

const KEPT = "(what was sent is not sent again)";

/** What somebody does who was asked something and is not there to answer. */
export function howToGoOn({ open }: Pick<Decision, "open">): string {
  if (open.length === 0)
    return `Nothing is converted yet. Repeat the command with --accept to take these columns ${KEPT}.`;
  const answers = open.map((question) => `--answer "${question.column || question.kind}=${exampleOf(question)}"`);
  return `An answer is needed. Repeat the command with your choice, such as ${answers.join(" ")} ${KEPT}.`;
}

/** Whoever repeats it unread must not lose digits by it. */
function exampleOf({ readings }: Question): string {
  const reading = readings.find(({ format }) => format === unroundedName(format)) ?? readings[0];
  return reading?.label ?? reading?.format ?? "format";
}
