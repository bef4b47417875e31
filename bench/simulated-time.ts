import type { Clock } from "#lib/upload/clock.ts";

interface Sleeper {
  at: number;
  wake: () => void;
}

/** Time that passes only while nothing really happens: it jumps to the next sleeper once no real work is under way. */
export class SimulatedTime implements Clock {
  #now = 0;
  #real = 0;
  readonly #sleepers = new Set<Sleeper>();

  now = (): number => this.#now;

  sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const sleeper = { at: this.#now + ms, wake: resolve };
      this.#sleepers.add(sleeper);
      const stop = () => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", stop, { once: true });
    });

  /** Work of the real world, such as a query: time stands still until it is done. */
  async really<T>(work: Promise<T>): Promise<T> {
    this.#real++;
    try {
      return await work;
    } finally {
      this.#real--;
    }
  }

  /** Lets time pass until the awaited is there. */
  async until<T>(awaited: Promise<T>): Promise<T> {
    let isThere = false;
    const noted = awaited.finally(() => {
      isThere = true;
    });
    noted.catch(() => {});
    while (!isThere) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#real === 0 && !isThere) this.#jump();
    }
    return noted;
  }

  #jump(): void {
    let next: Sleeper | undefined;
    for (const sleeper of this.#sleepers) if (!next || sleeper.at < next.at) next = sleeper;
    if (!next) return;
    this.#sleepers.delete(next);
    this.#now = Math.max(this.#now, next.at);
    next.wake();
  }
}
