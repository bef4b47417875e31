import { setTimeout as sleep } from "node:timers/promises";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 400;

/** Asks again, ever less often, until the answer is final. */
export async function pollUntil<T>(ask: () => Promise<T>, isFinal: (answer: T) => boolean): Promise<T> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.3, LONGEST_PAUSE_MS)) {
    const answer = await ask();
    if (isFinal(answer)) return answer;
    await sleep(pauseMs);
  }
}
