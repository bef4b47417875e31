import { env } from "#lib/platform/env.ts";
import { CONCURRENCY } from "#lib/platform/jobs/kinds.ts";

/** Up to here files share the cores, one to an engine, which wastes less than one file on all of them. */
const SMALL_BYTES = 256 * 2 ** 20;

/** Threads for one file's conversion: its share while others are converted beside it, all of them when it is large. */
export const convertThreads = (bytes: number): number =>
  bytes > SMALL_BYTES ? env().PARQUETRY_THREADS : Math.ceil(env().PARQUETRY_THREADS / CONCURRENCY["file.convert"]);
