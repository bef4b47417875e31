/** A browser handles all answers that lie ready in one task: those to thousands of questions keep the page from everything else. */
const ASKED_AT_ONCE = 32;

/** What a browser answers to each item, asked a few at a time with a pause in which the page does what else there is. */
export async function inBatches<Item, Answer>(items: Item[], ask: (item: Item) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let from = 0; from < items.length; from += ASKED_AT_ONCE) {
    answers.push(...(await Promise.all(items.slice(from, from + ASKED_AT_ONCE).map(ask))));
    await new Promise((resolve) => setTimeout(resolve));
  }
  return answers;
}
