import type { StageView } from "../wire.ts";

/** How far the work is: a phase in the user's words, and done of total in a unit. */
export interface Progress {
  phase: string;
  done: number;
  total: number;
  unit: "bytes" | "rows" | "shards";
}

/** What a phase handled beside what its progress counts. */
export interface Tally {
  rows?: number;
  bytes?: number;
}

export interface StageRecorder {
  /** The newest progress, if there is any. */
  readonly progress: Progress | undefined;
  report(progress: Progress): void;
  /** Sets counts of the phase under way. */
  tally(counts: Tally): void;
  notePeak(bytes: number): void;
  /** Everything so far, in the order in which the phases began. */
  stages(): StageView[];
}

interface Stage {
  phase: string;
  began: number;
  ended: number;
  ms: number;
  counts: Progress;
  tally: Tally;
  peak: number;
}

/**
 * Turns reports of progress into stages. A phase that is reported again after another goes on where it was; `ms` is
 * the time in which it was the one under way. `startedAt` is the database's time, `now` any clock that only grows (ms).
 */
export function recordStages(startedAt: Date, now: () => number = () => performance.now()): StageRecorder {
  const zero = now();
  const all = new Map<string, Stage>();
  let current: Stage | undefined;
  const pass = () => {
    if (!current) return;
    const at = now();
    current.ms += at - current.ended;
    current.ended = at;
  };
  return {
    get progress() {
      return current?.counts;
    },
    report(progress) {
      pass();
      const { phase } = progress;
      const at = now();
      const known = all.get(phase) ?? { phase, began: at, ended: at, ms: 0, counts: progress, tally: {}, peak: 0 };
      if (known !== current) known.ended = at;
      known.counts = progress;
      all.set(phase, known);
      current = known;
    },
    tally(counts) {
      if (current) Object.assign(current.tally, counts);
    },
    notePeak(bytes) {
      if (current) current.peak = Math.max(current.peak, bytes);
    },
    stages() {
      pass();
      const moment = (at: number) => new Date(startedAt.getTime() + at - zero).toISOString();
      return [...all.values()].map((stage) => view(stage, moment(stage.began), moment(stage.ended)));
    },
  };
}

function view({ phase, ms, counts, tally, peak }: Stage, startedAt: string, endedAt: string): StageView {
  const { done, total, unit } = counts;
  const counted = (name: "rows" | "bytes") => tally[name] ?? (unit === name ? done : null);
  return {
    phase,
    startedAt,
    endedAt,
    ms: Math.round(ms),
    done: Math.round(done),
    total: Math.round(total),
    unit,
    rows: counted("rows"),
    bytes: counted("bytes"),
    peakBytes: peak || null,
  };
}
