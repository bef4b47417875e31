import { type Command, Option } from "commander";
import { z } from "zod";
import { runBench } from "#bench/bench.ts";
import { growthSummary, runGrowthBench } from "#bench/growth.ts";
import { runStageBench, type Stage } from "#bench/stage.ts";
import { stageSummary, sweepBenchSummary } from "#bench/stage-summary.ts";
import { benchSummary } from "#bench/summary.ts";
import { runSweepBench } from "#bench/sweep.ts";
import { checkOptions } from "#cli/client/check-options.ts";
import { print, printJson } from "#cli/client/print.ts";
import { PresetName } from "#lib/strategy/contract.ts";

const Flags = z.object({
  files: z.coerce.number().int().min(1).max(200),
  tickersPerFile: z.coerce.number().int().min(1).max(500),
  runs: z.coerce.number().int().min(1).max(20),
  preset: PresetName,
  json: z.boolean().default(false),
});

const STAGES: Record<Stage, string> = {
  convert: "measure the conversion beside raw typed COPY",
  run: "measure the strategy beside a scan of its columns and plain windows",
  publish: "measure publishing beside bare COPY of the same trades",
};
const sayProgress = (line: string) => process.stderr.write(`${line}\n`);

/** The whole pipeline, its stages one by one, and the sweep. */
export function registerStages(bench: Command): void {
  measuring(bench, pipeline);
  register(bench, "pipeline", "measure the whole pipeline, as plain bench does", pipeline);
  register(bench, "convert", STAGES.convert, async (options) => resultOf("convert", options));
  register(bench, "run", STAGES.run, async (options) => resultOf("run", options));
  register(bench, "publish", STAGES.publish, async (options) => resultOf("publish", options));
  register(bench, "sweep", "measure a hundred parameter sets at once beside single runs", async (options) => {
    const result = await runSweepBench(options, sayProgress);
    return { result, words: sweepBenchSummary(result) };
  });
  register(bench, "growth", "measure 1, 2, 4 and 8 times the files: time, linearity and memory", async (options) => {
    const result = await runGrowthBench(options, sayProgress);
    return { result, words: growthSummary(result) };
  });
}

async function resultOf(stage: Stage, options: z.infer<typeof Flags>) {
  const result = await runStageBench(stage, options, sayProgress);
  return { result, words: stageSummary(result) };
}

type Measure = (options: z.infer<typeof Flags>) => Promise<{ result: object; words: string }>;

async function pipeline(options: z.infer<typeof Flags>) {
  const result = await runBench(options, sayProgress);
  return { result, words: benchSummary(result) };
}

const register = (bench: Command, name: string, description: string, measure: Measure): Command =>
  measuring(bench.command(name).description(description), measure);

const measuring = (command: Command, measure: Measure): Command =>
  command
    .option("--files <n>", "simulated files", "20")
    .option("--tickers-per-file <n>", "tickers in each", "50")
    .option("--runs <n>", "rounds; figures are their medians", "3")
    .addOption(
      new Option("--preset <name>", "the strategy's parameters").choices(PresetName.options).default("seed-exact"),
    )
    .option("--json", "print one JSON document")
    .action(async (_: unknown, own: Command) => {
      const { json, ...options } = checkOptions(Flags, own.optsWithGlobals());
      const { result, words } = await measure({ ...options, json });
      if (json) printJson(result);
      else print(words);
    });
