import type { StageResult } from "./stage.ts";
import type { SweepBenchResult } from "./sweep.ts";

export function stageSummary({ stage, rows, seconds, ratios }: StageResult): string {
  const list = (values: Record<string, number>, unit: string) =>
    Object.entries(values).map(([name, value]) => `  ${name.padEnd(24)} ${value}${unit}`);
  return [`${stage}, ${rows.toLocaleString("en")} rows`, ...list(seconds, " s"), "", ...list(ratios, "")].join("\n");
}

export function sweepBenchSummary({ rows, points, preset, seconds, ratios, ...rest }: SweepBenchResult): string {
  return [
    `${points} parameter sets of ${preset} over ${rows.toLocaleString("en")} rows`,
    `sweep     ${seconds.sweep} s`,
    `runs      ${seconds.hundredRuns} s for a hundred whole runs, from a sample: ${ratios.runsToSweep} times the time`,
    `          ${seconds.hundredComputed} s of them until the purchases are known: ${ratios.computeToSweep} times`,
    `equal     ${rest.compared} runs compared: the same trades, totals within ${rest.largestDifference.toExponential(1)}`,
    `memory    ${Math.round(rest.peakBytes / 1e6)} MB in the sweep's engine process`,
  ].join("\n");
}
