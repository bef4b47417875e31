import { z } from "zod";

/** How a failed request looks on the wire. */
export const Failure = z.object({
  error: z.object({
    kind: z.string(),
    message: z.string(),
    fields: z.record(z.string(), z.string()).optional(),
    id: z.string(),
  }),
});

/** A count of bytes or rows: it can pass 2^53 only on paper, so it travels as a number. */
export const Count = z.number().int().nonnegative();

/** A calendar day, YYYY-MM-DD. */
export const IsoDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "must be a day as YYYY-MM-DD");

/** How far a job is: its phase in the user's words, done of total in a unit. */
export const JobView = z.object({
  id: z.uuid(),
  kind: z.string(),
  subject: z.string(),
  /** The subject as people know it: a file's path, a dataset's name; null when it is gone. */
  about: z.object({ name: z.string(), datasetId: z.uuid() }).nullable(),
  state: z.enum(["queued", "running", "succeeded", "failed", "cancelled"]),
  phase: z.string().nullable(),
  done: Count,
  total: Count,
  unit: z.string(),
  failure: z.string().nullable(),
  failureKind: z.string().nullable(),
  attempts: Count,
  worker: z.string().nullable(),
  peakBytes: Count.nullable(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
});
export type JobView = z.infer<typeof JobView>;

/** A process that takes jobs; jobs name it in their `worker`. */
export const WorkerView = z.object({ name: z.string(), startedAt: z.iso.datetime() });
export type WorkerView = z.infer<typeof WorkerView>;

export const WorkerList = z.object({ workers: z.array(WorkerView) });
export type WorkerList = z.infer<typeof WorkerList>;

export const JobList = z.object({ jobs: z.array(JobView) });
export type JobList = z.infer<typeof JobList>;
