import { type Command, Option } from "commander";
import { z } from "zod";
import { checkOptions, collect, pairsOf } from "#cli/client/check-options.ts";
import { failed, wrongUsage } from "#cli/client/failure.ts";
import { getDatasetNamed } from "#cli/client/find-dataset.ts";
import { findServer } from "#cli/client/find-server.ts";
import { print, printJson } from "#cli/client/print.ts";
import { ProgressLine } from "#cli/client/progress-line.ts";
import { runAndWait } from "#cli/run/run-and-wait.ts";
import { runSummary } from "#cli/run/run-summary.ts";
import { PresetName, RunRequest, type RunView, StrategyName, StrategyParams } from "#lib/strategy/contract.ts";

const Flags = z.object({ json: z.boolean().default(false) });

export function registerRun(program: Command): void {
  program
    .command("run")
    .description("run a strategy over a dataset")
    .argument("<dataset>", "name or id of the dataset")
    .addOption(new Option("--strategy <name>", "the strategy").choices(StrategyName.options).default("moving-average"))
    .addOption(new Option("--preset <name>", "its fixed parameters").choices(PresetName.options).default("causal"))
    .option("--set <key=value>", `change a parameter: ${parameters()}`, collect, [])
    .option("--json", "print one JSON document")
    .action(async (name: string, given: { set: string[] }) => {
      const request = checkOptions(RunRequest, { ...given, set: overrides(given.set) });
      await run(name, request, checkOptions(Flags, given).json);
    });
}

async function run(name: string, request: RunRequest, json: boolean): Promise<void> {
  const server = await findServer();
  const { id } = await getDatasetNamed(name, server);
  const finished = await runAndWait({ datasetId: id, request }, server, new ProgressLine());
  if (!finished.outcome) throw failed(`Run ${finished.id} ${whyNot(finished)}`);
  if (json) return printJson(document(finished));
  print(runSummary(finished, finished.outcome));
}

function overrides(given: string[]): Record<string, string | null> {
  const known = Object.keys(StrategyParams.shape);
  const pairs = pairsOf("--set", given, "first").map(([key, value]): [string, string | null] => {
    if (!known.includes(key)) throw wrongUsage(`--set: there is no parameter ${key}. There are: ${parameters()}.`);
    return [key, value === "null" ? null : value];
  });
  return Object.fromEntries(pairs);
}

function document({ id, status, contentHash, outcome }: RunView) {
  return { run: { id, status, contentHash }, ...outcome };
}

const whyNot = ({ status, job }: RunView): string =>
  status === "cancelled" ? "was cancelled." : `failed: ${job?.failure ?? "the reason is in the worker's log."}`;

const parameters = (): string => Object.keys(StrategyParams.shape).join(", ");
