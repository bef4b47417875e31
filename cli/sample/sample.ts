import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { failed } from "#cli/client/failure.ts";
import { findDataset } from "#cli/client/find-dataset.ts";
import { SILENT } from "#cli/client/progress-line.ts";
import { failureSentence } from "#cli/import/failure-sentence.ts";
import { importFiles } from "#cli/import/import-files.ts";
import type { LocalFile } from "#cli/import/local-files.ts";
import { runAndWait } from "#cli/run/run-and-wait.ts";
import type { Server } from "#lib/platform/fetch-json.ts";
import { formatCount, formatMoney, plural } from "#lib/platform/format.ts";
import type { Recipe } from "#lib/schema/contract.ts";
import type { PresetName } from "#lib/strategy/contract.ts";
import { realFiles, simulatedFiles } from "./sample-files.ts";

type Report = (line: string) => void;

interface Sample {
  name: string;
  presets: PresetName[];
  /** May write into the folder, which is removed afterwards. */
  makeFiles(folder: string): Promise<LocalFile[]>;
}

const SAMPLES: Sample[] = [
  { name: "Apple & S&P 500", presets: ["causal"], makeFiles: async () => realFiles() },
  { name: "Simulated drawer, 12 sectors", presets: ["causal", "seed-exact"], makeFiles: simulatedFiles },
];

/** Loads real prices and made-up ones, each with its runs. What is there already stays as it is; what was cut off is completed. */
export async function loadSample(server: Server, report: Report = () => {}): Promise<void> {
  for (const sample of SAMPLES) {
    const known = await findDataset(sample.name, server);
    const datasetId = known?.version ? known.id : await importSample(sample, server, report);
    const done = known?.runs.filter(({ state }) => state === "succeeded").map(({ preset }) => preset) ?? [];
    for (const preset of sample.presets) if (!done.includes(preset)) await runSample(datasetId, preset, server, report);
  }
}

/** Resolves to the dataset's id. */
async function importSample({ name, makeFiles }: Sample, server: Server, report: Report): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "parquetry-sample-"));
  try {
    const files = await makeFiles(folder);
    const outcome = await importFiles(
      { name, files, places: [], append: false, replace: false, decide },
      server,
      SILENT,
    );
    const failure = failureSentence(outcome);
    if (failure) throw failed(failure);
    report(
      `Imported “${name}”: ${plural(files.length, "file")}, ${plural(outcome.dataset.version?.rows ?? 0, "row")}.`,
    );
    return outcome.dataset.id;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runSample(datasetId: string, preset: PresetName, server: Server, report: Report): Promise<void> {
  const { id, dataset, outcome, job } = await runAndWait({ datasetId, request: { preset } }, server, SILENT);
  if (!outcome) throw failed(`Run ${id} over “${dataset.name}” failed: ${job?.failure ?? "see the worker's log."}`);
  const { trades, pnl } = outcome.totals;
  report(`Run ${id} over “${dataset.name}” (${preset}): ${formatCount(trades)} trades, PnL ${formatMoney(pnl)}.`);
}

/** The proposal as it is: the sample leaves nothing to ask. */
const decide = async ({ recipe }: { recipe: Recipe }) => ({ recipe, open: [], agreed: true });
