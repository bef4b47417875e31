import { type Command, Option } from "commander";
import { z } from "zod";
import { checkOptions, collect, pairsOf } from "#cli/client/check-options.ts";
import { failed, wrongUsage } from "#cli/client/failure.ts";
import { getDatasetNamed } from "#cli/client/find-dataset.ts";
import { findServer } from "#cli/client/find-server.ts";
import { print, printJson } from "#cli/client/print.ts";
import { ProgressLine } from "#cli/client/progress-line.ts";
import { sweepAndWait } from "#cli/sweep/sweep-and-wait.ts";
import { sweepSummary } from "#cli/sweep/sweep-summary.ts";
import { PresetName, StrategyName } from "#lib/strategy/contract.ts";
import { SweepAxes, SweepRequest, type SweepView } from "#lib/strategy/sweep/contract.ts";
import { valuesOf } from "#lib/strategy/sweep/values.ts";

const Flags = z.object({ json: z.boolean().default(false) });
const AXES = Object.keys(SweepAxes.shape);

export function registerSweep(program: Command): void {
  program
    .command("sweep")
    .description("try many parameters of a strategy in one pass over a dataset")
    .argument("<dataset>", "name or id of the dataset")
    .addOption(new Option("--strategy <name>", "the strategy").choices(StrategyName.options).default("moving-average"))
    .addOption(new Option("--preset <name>", "its fixed parameters").choices(PresetName.options).default("causal"))
    .option(
      "--set <key=values>",
      `values of a parameter, such as window=3..60 or amount=1000,5000: ${AXES.join(", ")}, priceColumn`,
      collect,
      [],
    )
    .option("--json", "print one JSON document")
    .action(async (name: string, given: { set: string[] }) => {
      const request = checkOptions(SweepRequest, { ...given, ...settings(given.set) });
      await sweep(name, request, checkOptions(Flags, given).json);
    });
}

async function sweep(name: string, request: SweepRequest, json: boolean): Promise<void> {
  const server = await findServer();
  const { id } = await getDatasetNamed(name, server);
  const finished = await sweepAndWait({ datasetId: id, request }, server, new ProgressLine());
  if (!finished.outcome) throw failed(`The sweep ${whyNot(finished)}`);
  if (json) return printJson(document(finished));
  print(sweepSummary(finished, finished.outcome));
}

function settings(given: string[]): { set: Record<string, string>; vary: Record<string, (string | null)[]> } {
  const vary: Record<string, (string | null)[]> = {};
  const set: Record<string, string> = {};
  for (const [key, typed] of pairsOf("--set", given, "first")) {
    if (key === "priceColumn") set[key] = typed;
    else if (!AXES.includes(key))
      throw wrongUsage(`--set: there is no parameter ${key}. There are: ${AXES.join(", ")}, priceColumn.`);
    else vary[key] = [...(vary[key] ?? []), ...readValues(key, typed)];
  }
  return { set, vary };
}

function readValues(key: string, typed: string): (string | null)[] {
  const values = valuesOf(typed);
  if (!values) throw wrongUsage(`--set ${key}: write values as 3..60, 3..60:3 or 1000,5000, not “${typed}”.`);
  return values.map((value) => (value === "null" ? null : value));
}

function document({ id, status, contentHash, tried, outcome }: SweepView) {
  return { sweep: { id, status, contentHash, tried }, ...outcome };
}

const whyNot = ({ status, job }: SweepView): string =>
  status === "cancelled" ? "was cancelled." : `failed: ${job?.failure ?? "the reason is in the worker's log."}`;
