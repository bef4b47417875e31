import type { Database } from "../db.ts";

/** Ends the jobs about files that are about to be removed: an attempt that is under way can no longer publish. */
export async function withdrawJobs(tx: Database, fileIds: string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE job SET state = 'cancelled', cancel_asked = true, current_attempt = NULL, run_after = NULL,
      ended_at = clock_timestamp()
    WHERE kind LIKE 'file.%' AND subject = ANY(${fileIds}::text[]) AND state IN ('queued', 'running')`;
}
