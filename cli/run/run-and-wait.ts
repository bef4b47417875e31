import type { z } from "zod";
import { jobWords } from "#cli/client/job-words.ts";
import { pollUntil } from "#cli/client/poll.ts";
import type { Progress } from "#cli/client/progress-line.ts";
import type { Server } from "#lib/platform/fetch-json.ts";
import { getRun, startRun } from "#lib/strategy/client.ts";
import type { RunRequest, RunView } from "#lib/strategy/contract.ts";

export interface RunOrder {
  datasetId: string;
  request: z.input<typeof RunRequest>;
}

/** Starts a run and resolves when it has ended, well or not. A run of the same inputs that is there already is that run. */
export async function runAndWait(
  { datasetId, request }: RunOrder,
  server: Server,
  progress: Progress,
): Promise<RunView> {
  const { id } = await startRun(datasetId, request, server);
  const ended = await pollUntil(
    async () => {
      const run = await getRun(id, {}, server);
      if (run.job) progress.show(`Run ${id}: ${jobWords(run.job)}`);
      return run;
    },
    ({ status }) => status !== "queued" && status !== "running",
  );
  progress.clear();
  return ended;
}
