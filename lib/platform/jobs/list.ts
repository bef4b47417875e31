import { z } from "zod";
import { db } from "../db.ts";
import type { Prisma } from "../prisma-client/client.ts";
import type { User } from "../session.ts";
import type { JobCounts, JobList } from "../wire.ts";
import { JobKind } from "./kinds.ts";
import { SHOWN, viewAll } from "./view.ts";

const OPEN_SHOWN = 500;
const MAX_ENDED_SHOWN = 1_000;

/** Which jobs to list: of which states, of what kind, for which dataset, and how many that have ended. */
export const JobFilter = z.object({
  state: z.enum(["open", "succeeded", "failed", "cancelled"]).optional(),
  kind: JobKind.optional(),
  dataset: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(MAX_ENDED_SHOWN).default(100),
});
export type JobFilter = z.infer<typeof JobFilter>;

const ENDED = ["succeeded", "failed", "cancelled"] as const;

/** What runs, what waits in the order in which it was asked for, then what ended last. */
export async function listJobs(owner: User, filter: JobFilter = JobFilter.parse({})): Promise<JobList> {
  const narrowed = { ownerId: owner.id, kind: filter.kind, datasetId: filter.dataset };
  const [counts, open, ended] = await Promise.all([
    countJobs(narrowed),
    filter.state === undefined || filter.state === "open" ? findOpen(narrowed) : [],
    filter.state === "open" ? [] : findEnded(narrowed, filter.state ? [filter.state] : [...ENDED], filter.limit),
  ]);
  return { jobs: await viewAll([...open, ...ended]), counts };
}

async function findOpen(narrowed: Prisma.JobWhereInput) {
  const find = (state: "running" | "queued") =>
    db().job.findMany({ where: { ...narrowed, state }, orderBy: { createdAt: "asc" }, take: OPEN_SHOWN, ...SHOWN });
  const [running, queued] = await Promise.all([find("running"), find("queued")]);
  return [...running, ...queued].slice(0, OPEN_SHOWN);
}

const findEnded = (narrowed: Prisma.JobWhereInput, states: (typeof ENDED)[number][], take: number) =>
  db().job.findMany({ where: { ...narrowed, state: { in: states } }, orderBy: { endedAt: "desc" }, take, ...SHOWN });

async function countJobs(narrowed: Prisma.JobWhereInput): Promise<JobCounts> {
  const groups = await db().job.groupBy({ by: ["state"], where: narrowed, _count: true });
  const counts = { queued: 0, running: 0, succeeded: 0, failed: 0, cancelled: 0 };
  for (const { state, _count } of groups) counts[state] = _count;
  return counts;
}
