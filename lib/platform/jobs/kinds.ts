import { z } from "zod";
import { env } from "../env.ts";

/** Every kind of job. Its subject is the id of one row: a file, a file, a dataset, a run. */
export const JobKind = z.enum(["file.inspect", "file.convert", "dataset.cluster", "run.execute"]);
export type JobKind = z.infer<typeof JobKind>;

/** What a queue message carries. The row is the truth; the message is a nudge. */
export const Nudge = z.object({ jobId: z.uuid() });
export type Nudge = z.infer<typeof Nudge>;

/** How many jobs of a kind one worker runs at once. While one file is read and counted, the engine converts another. */
export const CONCURRENCY: Record<JobKind, number> = {
  "file.inspect": 4,
  "file.convert": 2,
  "dataset.cluster": 1,
  "run.execute": 1,
};

export const MAX_ATTEMPTS = 3;

/** An attempt that has not been heard of for this long is dead; another may take its job. */
export const leaseMs = (): number => env().PARQUETRY_LEASE_MS;
export const heartbeatMs = (): number => leaseMs() / 4;
