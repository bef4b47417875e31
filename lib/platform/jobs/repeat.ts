import { log } from "../log.ts";

export interface Loop {
  /** Does a round now, or another one after the round under way. */
  now(): void;
  /** Milliseconds since a round last failed; Infinity when none ever did. */
  wellSinceMs(): number;
  /** Begins no more rounds; resolves when the one under way is over. */
  end(): Promise<void>;
}

/** Does something again and again, one round at a time. A round that fails is logged, and tried again at the next. */
export function repeat(what: string, everyMs: number, work: () => Promise<unknown>): Loop {
  let under: Promise<void> | undefined;
  let again = false;
  let ended = false;
  let failedAt = Number.NEGATIVE_INFINITY;
  const round = async () => {
    do {
      again = false;
      await work().catch((error: unknown) => {
        failedAt = performance.now();
        log().warn({ err: error }, `a round of ${what} failed`);
      });
    } while (again && !ended);
    under = undefined;
  };
  const now = () => {
    if (ended) return;
    again = true;
    under ??= round();
  };
  const timer = setInterval(() => under ?? now(), everyMs);
  setImmediate(now);
  return {
    now,
    wellSinceMs: () => performance.now() - failedAt,
    end: async () => {
      ended = true;
      clearInterval(timer);
      await under;
    },
  };
}
