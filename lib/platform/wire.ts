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
  /** How many bytes it reads in all. */
  reads: Count,
  failure: z.string().nullable(),
  failureKind: z.string().nullable(),
  /** When a job that waits for trouble to pass is tried again. */
  retryAt: z.iso.datetime().nullable(),
  cancelAsked: z.boolean(),
  attempts: Count,
  worker: z.string().nullable(),
  peakBytes: Count.nullable(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
});
export type JobView = z.infer<typeof JobView>;

/** A phase of an attempt: what the worker did for some time, how much of it, and how large it got. */
export const StageView = z.object({
  phase: z.string(),
  startedAt: z.iso.datetime(),
  /** When it was last under way. */
  endedAt: z.iso.datetime(),
  /** How long it was the phase under way: less than from start to end when others came in between. */
  ms: Count,
  done: Count,
  total: Count,
  unit: z.string(),
  rows: Count.nullable(),
  bytes: Count.nullable(),
  peakBytes: Count.nullable(),
});
export type StageView = z.infer<typeof StageView>;

/** One try at a job. */
export const AttemptView = z.object({
  id: z.uuid(),
  worker: z.string(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  /** Null while it runs. */
  exit: z.enum(["published", "failed", "cancelled", "superseded", "lost", "handed_back"]).nullable(),
  failureKind: z.string().nullable(),
  failure: z.string().nullable(),
  peakBytes: Count.nullable(),
  stages: z.array(StageView),
});
export type AttemptView = z.infer<typeof AttemptView>;

/** A job with everything that was tried, the newest try first. */
export const JobDetail = JobView.extend({ tries: z.array(AttemptView) });
export type JobDetail = z.infer<typeof JobDetail>;

/** A process that takes jobs; jobs name it in their `worker`. */
export const WorkerView = z.object({
  name: z.string(),
  startedAt: z.iso.datetime(),
  seenAt: z.iso.datetime(),
  /** stopping: it takes no more jobs; gone: it has not been heard of for some seconds. */
  state: z.enum(["working", "stopping", "gone"]),
  slots: Count,
  residentBytes: Count,
  /** Of the engine processes it runs; null where its system does not tell. */
  engineBytes: Count.nullable(),
  /** On the disk of its scratch folder. */
  freeBytes: Count.nullable(),
  /** What it works on now. */
  running: z.array(
    JobView.pick({ id: true, kind: true, subject: true, about: true, phase: true }).extend({
      /** Since when it works on it. */
      since: z.iso.datetime(),
    }),
  ),
});
export type WorkerView = z.infer<typeof WorkerView>;

export const WorkerList = z.object({ workers: z.array(WorkerView) });
export type WorkerList = z.infer<typeof WorkerList>;

/** How many jobs there are of each state, whatever the list is narrowed to. */
export const JobCounts = z.record(z.enum(["queued", "running", "succeeded", "failed", "cancelled"]), Count);
export type JobCounts = z.infer<typeof JobCounts>;

export const JobList = z.object({ jobs: z.array(JobView), counts: JobCounts });
export type JobList = z.infer<typeof JobList>;
