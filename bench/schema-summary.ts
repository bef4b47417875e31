import { formatBytes, formatCount } from "#lib/platform/format.ts";
import type { SchemaBenchResult } from "./schema.ts";

/** The figures in words, each beside what it is compared with. */
export const schemaSummary = ({ bytes, rows, ratios, seconds, sentence, peakBytes }: SchemaBenchResult): string =>
  [
    `${formatBytes(bytes)} of CSV in nine columns, ${formatCount(rows)} rows`,
    "",
    `sample        ${seconds.sample} s`,
    `whole file    ${seconds.profile} s; raw typed scan ${seconds.rawScan} s: ${ratios.profile} times its speed`,
    `  a misfit    ${seconds.profileWithMisfit} s, a second pass included: ${ratios.profileWithMisfit} times`,
    `conversion    ${seconds.convert} s, bucket to bucket; raw typed COPY ${seconds.rawConvert} s: ${ratios.convert} times its speed`,
    `  1 % bad     ${seconds.convertOnePercent} s: ${ratios.convertOnePercent} times`,
    `  all bad     ${seconds.convertAllBad} s: ${ratios.convertAllBad} times; “${sentence ?? "converted"}”`,
    `memory        ${formatBytes(peakBytes)} at most in an engine process`,
  ].join("\n");
