import type { Clock } from "./clock.ts";

const LOOK_MS = 5_000;
const STILL_MS = 60_000;
/** A part may wait for a free connection while others move; not for ever. */
const WAITING_MS = 600_000;

/** When bytes of any part last moved. */
export interface Movement {
  movedAt: number;
}

/** Watches one part on its way; `signal` aborts when it stands still, or when the part's own run ends. */
export interface StallWatch {
  signal: AbortSignal;
  isStalled: boolean;
  moved(): void;
  end(): void;
}

/** A part that has begun stands still after a minute; one that has not, when nothing else moves either. */
export function watchForStall(clock: Clock, run: AbortSignal, line: Movement): StallWatch {
  const [put, over] = [new AbortController(), new AbortController()];
  const begunAt = clock.now();
  let movedAt: number | undefined;
  const stop = () => put.abort(run.reason);
  run.addEventListener("abort", stop, { once: true });
  if (run.aborted) stop();
  const watch: StallWatch = {
    signal: put.signal,
    isStalled: false,
    moved: () => {
      movedAt = line.movedAt = clock.now();
    },
    end: () => {
      over.abort();
      run.removeEventListener("abort", stop);
    },
  };
  const isStill = (now: number): boolean => {
    const quietSince = movedAt ?? Math.max(begunAt, line.movedAt);
    return now - quietSince > STILL_MS || now - (movedAt ?? begunAt) > WAITING_MS;
  };
  const look = async () => {
    for (;;) {
      await clock.sleep(LOOK_MS, over.signal);
      if (!isStill(clock.now())) continue;
      watch.isStalled = true;
      put.abort();
      return;
    }
  };
  look().catch(() => {});
  return watch;
}
