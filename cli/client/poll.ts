import { setTimeout as sleep } from "node:timers/promises";
import { withRetries } from "#lib/upload/retry.ts";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 400;

/** Asks again, ever less often, until the answer is final. A server that is away for some seconds ends nothing. */
export async function pollUntil<T>(ask: () => Promise<T>, isFinal: (answer: T) => boolean): Promise<T> {
  const { signal } = new AbortController();
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.3, LONGEST_PAUSE_MS)) {
    const answer = await withRetries(ask, { signal });
    if (isFinal(answer)) return answer;
    await sleep(pauseMs);
  }
}
