import type { BenchResult } from "./bench.ts";

/** The figures in words, each beside what it is compared with. */
export function benchSummary({ machine, bytes, rows, trades, preset, ratios, seconds, ...rest }: BenchResult): string {
  const count = (value: number) => value.toLocaleString("en");
  const megabytes = (value: number) => `${count(Math.round(value / 1e6))} MB`;
  return [
    `${machine.cores} × ${machine.cpu}, ${machine.memoryGb} GB`,
    `${megabytes(bytes)} of CSV, ${count(rows)} rows, ${megabytes(rest.parquetBytes)} of Parquet; ${preset}: ${count(trades)} trades`,
    "",
    `convert   ${seconds.convert} s, local files; raw typed sorted COPY ${seconds.convertRaw} s: ${ratios.convert} times its speed`,
    `          ${seconds.convertBucketToBucket} s, bucket to bucket, checksums and accounting included: ${ratios.convertBucketToBucket} times`,
    `strategy  ${seconds.strategy} s; scan of its columns ${seconds.scan} s: ${ratios.strategyToScan} times the time`,
    `          plain windows ${seconds.windows} s: ${ratios.windowsToStrategy} times faster`,
    `publish   ${seconds.publish} s with indexes and rollups, ${count(rest.tradesPerSecond)} trades/s; bare COPY ${seconds.copyRaw} s: ${ratios.publishToCopy} times the time`,
    `whole job ${ratios.jobToScript} times the time of one plain DuckDB script on local files`,
    `memory    ${megabytes(rest.peakBytes)} at most in an engine process`,
  ].join("\n");
}
