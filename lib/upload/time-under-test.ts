import type { Clock } from "./clock.ts";

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** Moves on, waking sleepers in their order and letting what they do happen in between. */
  advance(ms: number): Promise<void>;
}

export function manualClock(): ManualClock {
  let now = 0;
  const sleepers = new Set<{ at: number; wake: () => void }>();
  const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const sleeper = { at: now + ms, wake: resolve };
      sleepers.add(sleeper);
      signal?.addEventListener("abort", () => {
        sleepers.delete(sleeper);
        reject(signal.reason);
      });
    });
  const advance = async (ms: number): Promise<void> => {
    const until = now + ms;
    await settle();
    for (let next = earliest(); next && next.at <= until; next = earliest()) {
      now = next.at;
      sleepers.delete(next);
      next.wake();
      await settle();
    }
    now = until;
    await settle();
  };
  const earliest = () => [...sleepers].sort((left, right) => left.at - right.at)[0];
  return { now: () => now, sleep, advance };
}

/** Whatever can happen without time passing. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
