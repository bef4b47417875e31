const TRIES = 5;
const FIRST_PAUSE_MS = 500;

export interface Retrying {
  signal?: AbortSignal;
  /** How long to wait after the given number of tries, in milliseconds. */
  pauseMs?: (tries: number) => number;
  isWorthIt?: (error: unknown) => boolean;
}

/** Does the work up to five times, waiting ever longer, while it fails for a passing reason. Throws the last error. */
export async function withRetries<T>(work: () => Promise<T>, options: Retrying = {}): Promise<T> {
  const { signal, pauseMs = doublingPauseMs, isWorthIt = isPassing } = options;
  for (let tries = 1; ; tries++) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (signal?.aborted || tries === TRIES || !isWorthIt(error)) throw error;
      await pause(pauseMs(tries), signal);
    }
  }
}

/** No connection, too many requests, or a failure of the other side: another try may well succeed. */
export function isPassing(error: unknown): boolean {
  const status = statusOf(error);
  return status === 0 || status === 429 || (status !== undefined && status >= 500);
}

export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && "status" in error && typeof error.status === "number" ? error.status : undefined;
}

/** 0.5, 1, 2, 4 seconds, each a little longer by chance so that lanes do not knock together. */
const doublingPauseMs = (tries: number): number => FIRST_PAUSE_MS * 2 ** (tries - 1) * (1 + Math.random() / 4);

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
