import { formatBytes, formatCount } from "#lib/platform/format.ts";
import { type SchemaBenchResult, SPOILED, type Spoiled } from "./schema.ts";

const WORDS: Record<Spoiled, string> = {
  Clean: "clean",
  OnePercent: "1 % bad",
  TenPercent: "10 % bad",
  Half: "half bad",
  HalfDistinct: "half, varied",
  NinetyPercent: "90 % bad",
  AllBad: "all bad",
};

/** The figures in words, each beside what it is compared with. */
export function schemaSummary(result: SchemaBenchResult): string {
  const { bytes, rows, parquetToCsv, types, ratios, seconds, sentence, peakBytes } = result;
  const converted = (spoiled: Spoiled) =>
    `  ${WORDS[spoiled].padEnd(14)}local ${seconds[`local${spoiled}`]} s: ${ratios[`local${spoiled}`]} times; bucket to bucket ${seconds[`convert${spoiled}`]} s: ${ratios[`convert${spoiled}`]} times`;
  return [
    `${formatBytes(bytes)} of CSV in nine columns, ${formatCount(rows)} rows`,
    `proposed: ${types}`,
    "",
    `sample        ${seconds.sample} s`,
    `whole file    ${seconds.profile} s; raw typed scan ${seconds.rawScan} s: ${ratios.profile} times its speed`,
    `  a misfit    ${seconds.profileWithMisfit} s, a second pass included: ${ratios.profileWithMisfit} times`,
    `conversion    raw typed COPY ORDER BY ticker, date ${seconds.rawConvert} s; ours, times its speed:`,
    ...SPOILED.map(({ spoiled }) => converted(spoiled)),
    `the last ends in “${sentence ?? "no sentence"}”`,
    `Parquet       ${parquetToCsv} times the CSV`,
    `memory        ${formatBytes(peakBytes)} at most in an engine process`,
  ].join("\n");
}
