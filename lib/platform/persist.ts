import { setTimeout as sleep } from "node:timers/promises";
import { isKind } from "./errors.ts";

const TRIES = 5;
const PAUSE_MS = 200;

/** Does something again, after longer and longer pauses, while the object store does not answer. */
export async function persist<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      if (tried === TRIES || !isKind(error, "storage_unavailable")) throw error;
      await pause(tried, signal);
    }
  }
}

/** Between one try and the next: twice as long each time, and never the same for two that failed together. */
export const pause = (tried: number, signal?: AbortSignal): Promise<void> =>
  sleep(PAUSE_MS * 2 ** Math.min(tried, 6) * (0.5 + Math.random() / 2), undefined, { signal });
