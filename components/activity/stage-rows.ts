import { formatBytes, formatCount } from "#lib/platform/format.ts";
import type { AttemptView, StageView } from "#lib/platform/wire.ts";

/** One phase of a try, ready to be drawn. */
export interface StageRow {
  phase: string;
  ms: number;
  /** Where its bar begins and how long it is, as shares of the whole try. */
  from: number;
  width: number;
  rows: number | null;
  bytes: number | null;
  /** "94 MB/s", or "" when nothing was counted. */
  rate: string;
  peakBytes: number | null;
}

/** The phases of a try on its own time line; `now` ends one that still runs. */
export function stageRows(attempt: AttemptView, now: number): StageRow[] {
  const begun = Date.parse(attempt.startedAt);
  const ended = attempt.endedAt ? Date.parse(attempt.endedAt) : now;
  const last = Math.max(ended, ...attempt.stages.map(({ endedAt }) => Date.parse(endedAt)));
  const whole = Math.max(1, last - begun);
  return attempt.stages.map((stage) => {
    const from = share(Date.parse(stage.startedAt) - begun, whole);
    const { phase, ms, rows, bytes, peakBytes } = stage;
    return {
      phase,
      ms,
      from,
      width: Math.max(0, share(Date.parse(stage.endedAt) - begun, whole) - from),
      rows,
      bytes,
      rate: rateWords(stage),
      peakBytes,
    };
  });
}

const share = (ms: number, whole: number): number => Math.min(1, Math.max(0, ms / whole));

/** By bytes where they were counted, else by what the phase counts. */
function rateWords({ ms, bytes, rows, done, unit }: StageView): string {
  if (ms <= 0) return "";
  const perSecond = (amount: number) => Math.round((amount / ms) * 1_000);
  if (bytes) return `${formatBytes(perSecond(bytes))}/s`;
  const amount = rows ?? done;
  return amount > 0 ? `${formatCount(perSecond(amount))} ${rows === null ? unit : "rows"}/s` : "";
}

const EXITS: Record<NonNullable<AttemptView["exit"]>, string> = {
  published: "Published",
  failed: "Failed",
  cancelled: "Cancelled",
  superseded: "Taken over by another try",
  lost: "Its worker ended or fell silent",
  handed_back: "Handed back by a worker that stopped",
};

/** How a try ended, in the user's words. */
export const exitWords = ({ exit }: AttemptView): string => (exit ? EXITS[exit] : "Running");
