import { formatBytes, formatCount } from "#lib/platform/format.ts";
import type { AppendBenchResult } from "./append.ts";
import type { ClusterBenchResult, ShapeResult } from "./cluster.ts";

export function appendSummary({ files, bytes, rows, parquetBytes, all, ...rest }: AppendBenchResult): string {
  const { newTicker, laterDays, twentyTickers, ratios } = rest;
  const took = ({ convertSeconds, clusterSeconds }: typeof all) => `${convertSeconds} s + ${clusterSeconds} s`;
  const shared = ({ shared: { ofThem, shards } }: typeof newTicker) => `${ofThem} of ${shards} shards shared`;
  return [
    `${formatCount(files + 1)} files, ${formatBytes(bytes)} of CSV, ${formatCount(rows)} rows, ${formatBytes(parquetBytes)} of Parquet`,
    "",
    `all at once      ${took(all)} to convert and to cluster`,
    `one new ticker   ${took(newTicker)}: ${ratios.newTicker} times faster; ${shared(newTicker)}`,
    `later days of 1  ${took(laterDays)}: ${ratios.laterDays} times faster; ${shared(laterDays)}`,
    `later days of 20 ${took(twentyTickers)}: ${ratios.twentyTickers} times faster; ${shared(twentyTickers)}`,
  ].join("\n");
}

export function clusterSummary({ shapes, growth }: ClusterBenchResult): string {
  return [
    ...Object.entries(shapes).flatMap(([name, shape]) => [name, shapeLine(shape)]),
    "",
    "all tickers in each part, growing:",
    ...Object.entries(growth).map(([times, shape]) => `${times.padStart(3)} ×${shapeLine(shape).slice(4)}`),
  ].join("\n");
}

const shapeLine = ({ rows, parts, shards, seconds, rawSeconds, ratio, peakBytes }: ShapeResult): string =>
  `      ${formatCount(rows)} rows, ${formatCount(parts)} parts to ${formatCount(shards)} shards: ${seconds} s; one sorted COPY ${rawSeconds} s: ${ratio} times its time; ${formatBytes(peakBytes)} at most`;
