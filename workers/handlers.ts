import { clusterDataset } from "#lib/convert/cluster.ts";
import { convertFile } from "#lib/convert/convert.ts";
import { profileFile } from "#lib/convert/profile/profile-file.ts";
import { markConversionFailed } from "#lib/convert/queries.ts";
import { countRepeats } from "#lib/convert/repeats/count-repeats.ts";
import type { JobKind } from "#lib/platform/jobs/kinds.ts";
import type { JobHandler } from "#lib/platform/jobs/run-job.ts";
import { inspectFile, markFileFailed } from "#lib/schema/inspect.ts";
import { executeRun } from "#lib/strategy/execute.ts";
import { executeSweep } from "#lib/strategy/sweep/execute.ts";

/** The sentence stands on the job; datasets and runs show their job's. */
const nothingToMark = async () => {};

/** The records as they came, and the part before and after it is sorted. */
const CONVERT_SCRATCH = 1.6;
/** The records as they came. */
const PROFILE_SCRATCH = 1.1;
/** Tickers and dates alone, packed; the records themselves lie there part by part. */
const REPEATS_SCRATCH = 0.2;
/** The shards, and the purchases as text and as Parquet. */
const RUN_SCRATCH = 2;
/** The shards, and what of the signals does not fit into memory. */
const SWEEP_SCRATCH = 2;

export const handlers: Record<JobKind, JobHandler> = {
  "file.inspect": { work: inspectFile, failed: markFileFailed },
  "file.profile": { work: profileFile, failed: nothingToMark, scratchBytes: (raw) => raw * PROFILE_SCRATCH },
  "dataset.repeats": { work: countRepeats, failed: nothingToMark, scratchBytes: (raw) => raw * REPEATS_SCRATCH },
  "file.convert": { work: convertFile, failed: markConversionFailed, scratchBytes: (raw) => raw * CONVERT_SCRATCH },
  "dataset.cluster": { work: clusterDataset, failed: nothingToMark },
  "run.execute": { work: executeRun, failed: nothingToMark, scratchBytes: (shards) => shards * RUN_SCRATCH },
  "sweep.execute": { work: executeSweep, failed: nothingToMark, scratchBytes: (shards) => shards * SWEEP_SCRATCH },
};
