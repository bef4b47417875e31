import { db } from "../db.ts";

/** Jobs that were cancelled while they waited. */
export async function listCancelled(): Promise<string[]> {
  const jobs = await db().job.findMany({ where: { state: "queued", cancelAsked: true }, select: { id: true } });
  return jobs.map(({ id }) => id);
}
