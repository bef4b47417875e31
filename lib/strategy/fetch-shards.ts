import { join } from "node:path";
import type { Attempt } from "#lib/platform/jobs/attempt.ts";
import { downloadObject } from "#lib/platform/storage.ts";

/** Copies a version's shards into the attempt's scratch folder; resolves to their paths, in order. */
export async function fetchShards(attempt: Attempt, shards: { key: string; bytes: number }[]): Promise<string[]> {
  const total = shards.reduce((sum, { bytes }) => sum + bytes, 0);
  const paths: string[] = [];
  let done = 0;
  for (const [at, { key, bytes }] of shards.entries()) {
    attempt.report({ phase: "Fetching data", done, total, unit: "bytes" });
    const path = join(attempt.scratch, `shard-${String(at).padStart(5, "0")}.parquet`);
    await downloadObject(key, path, { signal: attempt.signal });
    paths.push(path);
    done += bytes;
  }
  attempt.report({ phase: "Fetching data", done, total, unit: "bytes" });
  return paths;
}
