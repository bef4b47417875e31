import { formatBytes, formatCount } from "#lib/platform/format.ts";
import type { JobView } from "#lib/platform/wire.ts";

const KIND_WORDS = new Map([
  ["file.inspect", "Read a sample"],
  ["file.convert", "Convert"],
  ["dataset.cluster", "Cluster"],
  ["run.execute", "Run the strategy"],
]);

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
export const jobWords = ({ kind, about }: JobView): string =>
  about ? `${kindWords(kind)}: ${about.name}` : kindWords(kind);

/** The phase while a job runs, otherwise its state. */
export const stateWords = ({ state, phase }: JobView): string =>
  state === "running" && phase ? capitalised(phase) : STATE_WORDS[state];

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

export const isOpen = ({ state }: JobView): boolean => state === "queued" || state === "running";

const capitalised = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
