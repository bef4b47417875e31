import type { Database } from "../db.ts";
import type { JobKind } from "./kinds.ts";

/** Writes the sentence onto the domain's own row, in the transaction that ends the job without a result. */
export type MarkFailed = (tx: Database, kind: JobKind, subject: string, sentence: string) => Promise<void>;

export interface EndedBecause {
  kind: string;
  /** For the user; the domain's row gets it as well. */
  sentence: string;
}

export const CANCELLED: EndedBecause = { kind: "cancelled", sentence: "Cancelled." };

/** A job that was tried often enough: it stays where it is, with the reason, and does not hold up the others. */
export const parked = (tries: number, lost: number): EndedBecause => ({
  kind: "parked",
  sentence:
    lost === tries
      ? `Tried ${tries} times, and each time the worker ended before it was done. The log has the attempts' ids.`
      : `Tried ${tries} times; ${lost} of them took the worker along. The log has the attempts' ids.`,
});

/** Ends a job without a result. The caller holds its row and knows that it may. */
export async function endJob(
  tx: Database,
  job: { id: string; kind: JobKind; subject: string },
  { kind, sentence }: EndedBecause,
  markFailed: MarkFailed,
): Promise<void> {
  const cancelled = kind === CANCELLED.kind;
  await tx.$executeRaw`
    UPDATE job SET state = ${cancelled ? "cancelled" : "failed"}::job_state, failure_kind = ${kind},
      failure = ${cancelled ? null : sentence}, run_after = NULL, ended_at = clock_timestamp()
    WHERE id = ${job.id}::uuid`;
  await markFailed(tx, job.kind, job.subject, sentence);
}
