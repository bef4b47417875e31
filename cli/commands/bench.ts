import { type Command, Option } from "commander";
import { z } from "zod";
import { runBench } from "#bench/bench.ts";
import { benchSummary } from "#bench/summary.ts";
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

export function registerBench(program: Command): void {
  program
    .command("bench")
    .description("measure the pipeline beside raw DuckDB and raw COPY, as ratios")
    .option("--files <n>", "simulated files", "20")
    .option("--tickers-per-file <n>", "tickers in each", "50")
    .option("--runs <n>", "rounds; figures are their medians", "3")
    .addOption(
      new Option("--preset <name>", "the strategy's parameters").choices(PresetName.options).default("seed-exact"),
    )
    .option("--json", "print one JSON document")
    .action(async (given: unknown) => {
      const { json, ...options } = checkOptions(Flags, given);
      const result = await runBench(options, (line) => process.stderr.write(`${line}\n`));
      if (json) printJson(result);
      else print(benchSummary(result));
    });
}
