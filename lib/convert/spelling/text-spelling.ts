import type { Steps } from "./day-spelling.ts";

/** Where a text has left all of the others. */
const ANY = 1;
const BYTES = 256;

/** The automaton of every text but these; it does not say whether a cell may be empty. */
export function otherTextSteps(texts: readonly string[]): Steps {
  const nexts = [new Map<number, number>(), new Map<number, number>()];
  const whole = new Set(texts.map((text) => addText(nexts, Buffer.from(text))));
  return {
    steps: nexts.map(rangesOf),
    ends: [...nexts.keys()].filter((state) => state > 0 && !whole.has(state)),
  };
}

/** The state after the text. */
function addText(nexts: Map<number, number>[], bytes: Buffer): number {
  let state = 0;
  for (const byte of bytes) {
    const next = nexts[state]?.get(byte) ?? nexts.push(new Map()) - 1;
    nexts[state]?.set(byte, next);
    state = next;
  }
  return state;
}

/** Each byte that goes on in one of the texts, and the ranges between them. */
function rangesOf(next: Map<number, number>): Record<string, number> {
  const step: Record<string, number> = {};
  let from = 0;
  for (const byte of [...[...next.keys()].sort((one, other) => one - other), BYTES]) {
    if (from < byte) step[`${String.fromCharCode(from)}-${String.fromCharCode(byte - 1)}`] = ANY;
    const to = next.get(byte);
    if (to !== undefined) step[String.fromCharCode(byte)] = to;
    from = byte + 1;
  }
  return step;
}
