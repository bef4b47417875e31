import type { Database } from "../db.ts";
import { PASSING, type Tries } from "./retry.ts";

/** How a job's attempts ended since it was last asked for; of those that count, how many took their worker along. */
export async function countTries(tx: Database, jobId: string, since: Date): Promise<Tries & { lost: number }> {
  const [row] = await tx.$queryRaw<{ failed: number; starved: number; passing: number; lost: number }[]>`
    SELECT
      (count(*) FILTER (WHERE exit = 'failed' AND NOT passing))::int AS failed,
      (count(*) FILTER (WHERE failure_kind = 'out_of_memory'))::int AS starved,
      (count(*) FILTER (WHERE exit = 'failed' AND passing))::int AS passing,
      (count(*) FILTER (WHERE exit = 'lost'))::int AS lost
    FROM (
      SELECT exit, failure_kind, coalesce(failure_kind = ANY(${[...PASSING]}), false) AS passing
      FROM attempt WHERE job_id = ${jobId}::uuid AND started_at >= ${since}
    ) AS tried`;
  const { failed = 0, starved = 0, passing = 0, lost = 0 } = row ?? {};
  return { counted: failed + lost, starved, passing, lost };
}
