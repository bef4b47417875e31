import { setTimeout as sleep } from "node:timers/promises";
import type { Running } from "./program.ts";

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** After running this long a part has recovered, and its restarts are forgotten. */
const CALM_MS = 15_000;
const MAX_RESTARTS = 10;

export interface Keeping {
  /** As the user reads it, at the head of a sentence: "The worker". */
  name: string;
  /** Starts it; rejects when it does not come up. */
  start(): Promise<Running>;
  say(line: string): void;
  /** Called once when it ended too often to be started again. */
  giveUp(sentence: string): void;
  /** How long to wait before the nth restart in a row. */
  pauseMs?(restarts: number): number;
}

export interface Kept {
  stop(): Promise<void>;
}

/** Starts something, and starts it again whenever it ends unasked, each time after a longer pause. The first start's failure is the caller's. */
export async function keepRunning({ name, start, say, giveUp, pauseMs = longerEachTime }: Keeping): Promise<Kept> {
  const asked = new AbortController();
  let running = await start();
  const watching = watch();
  return {
    async stop() {
      asked.abort();
      await running.stop();
      await watching;
      // It may have been starting again in that moment.
      await running.stop();
    },
  };

  async function watch(): Promise<void> {
    let restarts = 0;
    while (!asked.signal.aborted) {
      const since = Date.now();
      const end = await running.ended;
      if (asked.signal.aborted) return;
      restarts = Date.now() - since > CALM_MS ? 1 : restarts + 1;
      if (restarts > MAX_RESTARTS) return giveUp(`${name} ended ${restarts} times in a row, last ${end}.`);
      say(`${name} ended ${end}; starting it again.`);
      await sleep(pauseMs(restarts), undefined, { signal: asked.signal }).catch(() => {});
      if (!asked.signal.aborted) running = await start().catch(endedAtOnce);
    }
  }
}

const longerEachTime = (restarts: number): number => Math.min(FIRST_PAUSE_MS * 2 ** (restarts - 1), LONGEST_PAUSE_MS);

const endedAtOnce = (error: unknown): Running => ({
  pid: 0,
  ended: Promise.resolve(`while it was starting: ${firstLine(error)}`),
  stop: async () => {},
});

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n", 1).join("");
