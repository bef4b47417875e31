import { formatBytes, formatCount, formatDuration } from "#lib/platform/format.ts";
import type { JobView } from "#lib/platform/wire.ts";

const KIND_WORDS = new Map([
  ["file.inspect", "Read a sample"],
  ["file.profile", "Read the whole file"],
  ["dataset.repeats", "Look for repeated tickers and dates, and for keys"],
  ["file.convert", "Convert"],
  ["dataset.cluster", "Cluster"],
  ["run.execute", "Run the strategy"],
  ["sweep.execute", "Try many parameters"],
]);

/** Every kind of job with its words, in the order in which a file meets them. */
export const KINDS: { value: string; label: string }[] = [...KIND_WORDS].map(([value, label]) => ({ value, label }));

const STATE_WORDS: Record<JobView["state"], string> = {
  queued: "Waiting",
  running: "Running",
  succeeded: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
};

/** What a job does, in the user's words. */
export const kindWords = (kind: string): string => KIND_WORDS.get(kind) ?? kind;

/** What a job does and to what, in one line. */
export const jobWords = ({ kind, about }: Pick<JobView, "kind" | "about">): string =>
  about ? `${kindWords(kind)}: ${about.name}` : kindWords(kind);

/** The phase while a job runs, otherwise its state; a parked job says so, and a waiting one why. */
export function stateWords({ state, phase, failureKind, failure, cancelAsked }: JobView): string {
  if (cancelAsked && (state === "queued" || state === "running")) return "Cancelling";
  if (state === "running" && phase) return capitalised(phase);
  if (state === "failed" && failureKind === "parked") return "Parked";
  if (state === "queued" && failure) return "Will try again";
  return STATE_WORDS[state];
}

/** "in 12 s", once the moment of the next try is known. */
export const retryWords = ({ retryAt }: JobView, now: number): string =>
  retryAt && Date.parse(retryAt) > now ? `in ${formatDuration(Date.parse(retryAt) - now)}` : "";

export const amountWords = (amount: number, unit: string): string =>
  unit === "bytes" ? formatBytes(amount) : `${formatCount(amount)} ${unit}`;

/** "812 MB of 1.1 GB", or "" while nothing is known. */
export const doneWords = ({ done, total, unit }: JobView): string =>
  total > 0 ? `${unit === "bytes" ? formatBytes(done) : formatCount(done)} of ${amountWords(total, unit)}` : "";

/** Milliseconds a job has worked so far, or worked until it ended. */
export function workedMs({ startedAt, endedAt }: JobView, now: number): number | null {
  if (!startedAt) return null;
  return Math.max(0, (endedAt ? Date.parse(endedAt) : now) - Date.parse(startedAt));
}

/** "94 MB/s", or "" when it is not known. */
export const rateWords = ({ unit }: Pick<JobView, "unit">, perSecond: number | null): string =>
  perSecond === null ? "" : `${amountWords(Math.round(perSecond), unit)}/s`;

/** How much a job that is done has read in a second of the time it took, or "". */
export function averageWords(job: JobView, now: number): string {
  const worked = workedMs(job, now);
  return job.state === "succeeded" && worked && job.reads > 0
    ? rateWords({ unit: "bytes" }, (job.reads / worked) * 1_000)
    : "";
}

export const isOpen = ({ state }: JobView): boolean => state === "queued" || state === "running";

const capitalised = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
