import type { z } from "zod";
import { jobWords } from "#cli/client/job-words.ts";
import { pollUntil } from "#cli/client/poll.ts";
import type { Progress } from "#cli/client/progress-line.ts";
import type { Server } from "#lib/platform/fetch-json.ts";
import { getSweep, startSweep } from "#lib/strategy/sweep/client.ts";
import type { SweepRequest, SweepView } from "#lib/strategy/sweep/contract.ts";

export interface SweepOrder {
  datasetId: string;
  request: z.input<typeof SweepRequest>;
}

/** Starts a sweep and resolves when it has ended, well or not. One of the same inputs that is there already is that sweep. */
export async function sweepAndWait(
  { datasetId, request }: SweepOrder,
  server: Server,
  progress: Progress,
): Promise<SweepView> {
  const { id } = await startSweep(datasetId, request, server);
  const ended = await pollUntil(
    async () => {
      const sweep = await getSweep(id, {}, server);
      if (sweep.job) progress.show(`Sweep of ${sweep.tried}: ${jobWords(sweep.job)}`);
      return sweep;
    },
    ({ status }) => status !== "queued" && status !== "running",
  );
  progress.clear();
  return ended;
}
