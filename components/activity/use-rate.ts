import { useState } from "react";

interface Seen {
  phase: string | null;
  done: number;
  at: number;
  perSecond: number | null;
}

/** How fast `done` grows (a second), from one answer of the server to the next. `at` is when the answer came (ms). */
export function useRate(phase: string | null, done: number, at: number): number | null {
  const [seen, setSeen] = useState<Seen>({ phase, done, at, perSecond: null });
  if (phase !== seen.phase || done < seen.done) setSeen({ phase, done, at, perSecond: null });
  else if (done > seen.done && at > seen.at)
    setSeen({ phase, done, at, perSecond: ((done - seen.done) / (at - seen.at)) * 1000 });
  return seen.perSecond;
}
