import { clusterDataset } from "#lib/convert/cluster.ts";
import { convertFile } from "#lib/convert/convert.ts";
import { markConversionFailed } from "#lib/convert/queries.ts";
import type { JobKind } from "#lib/platform/jobs/kinds.ts";
import type { JobHandler } from "#lib/platform/jobs/run-job.ts";
import { inspectFile, markFileFailed } from "#lib/schema/inspect.ts";
import { executeRun } from "#lib/strategy/execute.ts";

/** The sentence stands on the job; datasets and runs show their job's. */
const nothingToMark = async () => {};

export const handlers: Record<JobKind, JobHandler> = {
  "file.inspect": { work: inspectFile, failed: markFileFailed },
  "file.convert": { work: convertFile, failed: markConversionFailed },
  "dataset.cluster": { work: clusterDataset, failed: nothingToMark },
  "run.execute": { work: executeRun, failed: nothingToMark },
};
