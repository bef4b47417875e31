import { createInterface, type Interface } from "node:readline/promises";
import { warn } from "#cli/client/print.ts";
import type { InspectionView } from "#lib/schema/inspection-view.ts";
import type { Question } from "#lib/schema/question.ts";
import { givenNotes } from "./given-recipe.ts";
import type { Decision } from "./import-files.ts";
import { proposalText, questionText } from "./proposal-text.ts";
import { withAnswer } from "./settle-recipe.ts";

const YES = /^(y|yes)?$/i;

export const canAsk = (): boolean => process.stdin.isTTY && process.stderr.isTTY;

/** Goes through the open questions, shows the columns and asks whether to take them; all on stderr. */
export async function askPerson(decision: Decision, found: InspectionView): Promise<Decision> {
  const person = createInterface({ input: process.stdin, output: process.stderr });
  try {
    let { recipe } = decision;
    for (const question of decision.open) {
      const format = await askReading(question, person);
      recipe = withAnswer(recipe, { column: question.column || question.kind, format }, found);
    }
    const answered = { ...decision, recipe, open: [], agreed: false };
    warn(`\n${[proposalText(answered, found), ...givenNotes(found, decision.given)].join("\n\n")}\n`);
    return { ...answered, agreed: YES.test((await person.question("Convert with these columns? [Y/n] ")).trim()) };
  } finally {
    person.close();
  }
}

async function askReading(question: Question, person: Interface): Promise<string> {
  warn(`\n${questionText(question)}`);
  for (;;) {
    const answer = (await person.question(`Which one (1 to ${question.readings.length})? `)).trim();
    const reading =
      question.readings[Number(answer) - 1] ??
      question.readings.find(({ label, format }) => (label ?? format) === answer);
    if (reading) return reading.label ?? reading.format;
  }
}
