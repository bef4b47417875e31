import type { Clock } from "./clock.ts";
import { isPassing, statusOf } from "./retry.ts";

const FEWEST = 2;
const FIRST = 6;
const MOST = 12;
/** Fewer failures in a row may be of single connections. */
const FAILURES_UNTIL_DOWN = 3;

/** For what is not to be given up. */
const NEVER = new AbortController().signal;

/** What the environment knows of its connection. */
export interface Connection {
  isOnline: () => boolean;
  /** Resolves once it is online; throws what the signal aborts with. */
  whenOnline: (signal: AbortSignal) => Promise<void>;
}

export interface Persisting {
  /** For how long to try again while nothing succeeds, not counting the time without a connection. */
  patienceMs: number;
  pauseMs: (tries: number) => number;
}

/** The way to the server and the store: how many parts it bears at once, and whether anything gets through. */
export class Line {
  readonly #clock: Clock;
  readonly #connection: Connection | undefined;
  readonly #onChange: (isDown: boolean) => void;
  readonly #waiting = new Set<() => void>();
  #limit = FIRST;
  #successes = 0;
  #halvedAt = Number.NEGATIVE_INFINITY;
  #failures = 0;
  #isDown = false;
  /** When bytes of any part last moved. */
  movedAt = 0;

  constructor(clock: Clock, connection: Connection | undefined, onChange: (isDown: boolean) => void) {
    this.#clock = clock;
    this.#connection = connection;
    this.#onChange = onChange;
  }

  /** How many parts may be under way at once. */
  get limit(): number {
    return this.#limit;
  }

  get isDown(): boolean {
    return this.#isDown;
  }

  /** Does the work until it succeeds or fails for good; between tries it waits ever longer, or until another one gets through. */
  async persist<T>(
    work: () => Promise<T>,
    { patienceMs, pauseMs, signal = NEVER }: Persisting & { signal?: AbortSignal },
  ): Promise<T> {
    let failingSince: number | undefined;
    for (let tries = 1; ; tries++) {
      if (await this.#untilOnline(signal)) failingSince = undefined;
      signal.throwIfAborted();
      const begunAt = this.#clock.now();
      try {
        const result = await work();
        this.#heard();
        return result;
      } catch (error) {
        if (signal.aborted) throw error;
        if (statusOf(error) === 0) this.#missed();
        else this.#heard();
        failingSince ??= begunAt;
        if (!isPassing(error) || this.#clock.now() - failingSince > patienceMs) throw error;
        await this.#pause(pauseMs(tries), signal);
      }
    }
  }

  /** A part got through: after two rounds of them one more at once is tried. */
  noteArrival(): void {
    if (++this.#successes < 2 * this.#limit) return;
    this.#successes = 0;
    this.#limit = Math.min(MOST, this.#limit + 1);
  }

  /** The store asked to slow down, or stood still. What was begun before the last halving says nothing about the half. */
  noteCongestion(begunAt: number): void {
    if (begunAt < this.#halvedAt) return;
    this.#limit = Math.max(FEWEST, Math.floor(this.#limit / 2));
    this.#successes = 0;
    this.#halvedAt = this.#clock.now();
  }

  #missed(): void {
    if (++this.#failures >= FAILURES_UNTIL_DOWN) this.#setDown(true);
  }

  #heard(): void {
    this.#failures = 0;
    this.#setDown(false);
  }

  #setDown(isDown: boolean): void {
    if (this.#isDown === isDown) return;
    this.#isDown = isDown;
    if (!isDown) for (const wake of [...this.#waiting]) wake();
    this.#onChange(isDown);
  }

  /** Whether it had to wait. */
  async #untilOnline(signal: AbortSignal): Promise<boolean> {
    if (!this.#connection || this.#connection.isOnline()) return false;
    this.#setDown(true);
    await this.#connection.whenOnline(signal);
    return true;
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    const nap = new AbortController();
    const end = () => nap.abort();
    signal.addEventListener("abort", end);
    if (this.#isDown) this.#waiting.add(end);
    try {
      await this.#clock.sleep(ms, nap.signal).catch(() => {});
      signal.throwIfAborted();
    } finally {
      this.#waiting.delete(end);
      signal.removeEventListener("abort", end);
    }
  }
}
