import type { Steps } from "./day-spelling.ts";

/**
 * The same automaton, with these texts accepted, too. Undefined where that cannot be done by adding states, because a text
 * begins as other accepted ones do, or stands in quotes by itself.
 */
export function withTexts({ steps, ends }: Steps, texts: readonly string[]): Steps | undefined {
  const all = { steps: steps.map((step) => ({ ...step })), ends: [...ends] };
  for (const text of texts) {
    const end = text.includes('"') ? undefined : addText(all.steps, Buffer.from(text).toString("latin1"));
    if (end === undefined) return undefined;
    all.ends.push(end);
  }
  return all;
}

/** The state after the text, which nothing else leads to. */
function addText(steps: Record<string, number>[], bytes: string): number | undefined {
  let state = 0;
  for (const byte of bytes) {
    const step = steps[state] ?? {};
    const next = step[byte] ?? steps.push({}) - 1;
    const isShared = Object.keys(step).some((name) => name.length > 1 && includes(name, byte));
    if (isShared || (byte in step && waysTo(next, steps) > 1)) return undefined;
    step[byte] = next;
    state = next;
  }
  return state;
}

/** "0-9" is any digit. */
const includes = (range: string, byte: string): boolean => byte >= (range[0] ?? "") && byte <= (range.at(-1) ?? "");

const waysTo = (state: number, steps: readonly Record<string, number>[]): number =>
  steps.reduce((sum, step) => sum + Object.values(step).filter((to) => to === state).length, 0);
