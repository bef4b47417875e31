import { z } from "zod";
import { env } from "../env.ts";

/** Every kind of job. Its subject is the id of one row: of a file, a dataset, a run or a sweep. */
export const JobKind = z.enum([
  "file.inspect",
  "file.profile",
  "dataset.repeats",
  "file.convert",
  "dataset.cluster",
  "run.execute",
  "sweep.execute",
]);
export type JobKind = z.infer<typeof JobKind>;

/** What a queue message carries. The row is the truth; the message is a nudge. */
export const Nudge = z.object({ jobId: z.uuid() });
export type Nudge = z.infer<typeof Nudge>;

/** How many heavy jobs one worker runs at once: while one file is read and counted, the engine converts another. */
export const HEAVY_SLOTS = 2;
/** Kept free of heavy jobs, so that what takes seconds never waits for what takes hours. */
export const LIGHT_SLOTS = 2;
/** How many files one worker converts at once. */
export const CONCURRENCY = { "file.convert": HEAVY_SLOTS } as const;

/** A job that reads at most this many bytes is light: it is over in seconds. An inspection reads a sample of any file. */
export const LIGHT_BYTES: Record<JobKind, number> = {
  "file.inspect": Number.MAX_SAFE_INTEGER,
  "file.profile": 64 * 2 ** 20,
  "dataset.repeats": 64 * 2 ** 20,
  "file.convert": 64 * 2 ** 20,
  "dataset.cluster": 64 * 2 ** 20,
  "run.execute": 512 * 2 ** 20,
  "sweep.execute": 64 * 2 ** 20,
};

/** Which goes first among the jobs of one dataset: what a person waits for before what goes on in the background. */
export const RANK: Record<JobKind, number> = {
  "run.execute": 0,
  "file.inspect": 1,
  "sweep.execute": 2,
  "dataset.cluster": 3,
  "file.convert": 4,
  "file.profile": 5,
  "dataset.repeats": 6,
};

/** These go on behind everything else, one at a time in a worker: nobody has to wait for them, and they must hold up nobody. */
export const BACKGROUND: JobKind[] = ["file.profile", "dataset.repeats"];

/** An attempt that has not been heard of for this long is dead; another may take its job. */
export const leaseMs = (): number => env().PARQUETRY_LEASE_MS;
/** How soon a free slot sees a job whose nudge went astray, or whose worker died. */
export const lookMs = (): number => Math.min(1_000, leaseMs() / 2);
/** How often an attempt shows that it lives, and how far it is. */
export const beatMs = (): number => Math.min(1_000, leaseMs() / 4);
