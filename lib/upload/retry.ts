import { realClock } from "./clock.ts";

const TRIES = 5;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

export interface Retrying {
  signal?: AbortSignal;
  /** How long to wait after the given number of tries, in milliseconds. */
  pauseMs?: (tries: number) => number;
}

/** Does the work up to five times, waiting ever longer, while it fails for a passing reason. Throws the last error. */
export async function withRetries<T>(work: () => Promise<T>, options: Retrying = {}): Promise<T> {
  const { signal, pauseMs = doublingPauseMs } = options;
  for (let tries = 1; ; tries++) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (signal?.aborted || tries === TRIES || !isPassing(error)) throw error;
      await realClock.sleep(pauseMs(tries), signal);
    }
  }
}

/** No connection, a time-out, too many requests, or a failure of the other side: another try may well succeed. */
export function isPassing(error: unknown): boolean {
  const status = statusOf(error);
  return status === 0 || status === 408 || status === 429 || (status !== undefined && status >= 500);
}

export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && "status" in error && typeof error.status === "number" ? error.status : undefined;
}

/** The kind of a failure that the server foresaw; "" of any other. */
export const kindOf = (error: unknown): string =>
  error instanceof Error && "kind" in error && typeof error.kind === "string" ? error.kind : "";

/** 0.5, 1, 2, 4, 8, then 15 seconds, each a little longer by chance so that lanes do not knock together. */
export const doublingPauseMs = (tries: number): number =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1)) * (1 + Math.random() / 4);
