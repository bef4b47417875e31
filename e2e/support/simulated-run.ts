import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findDataset } from "#cli/client/find-dataset.ts";
import { SILENT } from "#cli/client/progress-line.ts";
import { importFiles } from "#cli/import/import-files.ts";
import { listLocalFiles } from "#cli/import/local-files.ts";
import { runAndWait } from "#cli/run/run-and-wait.ts";
import { SimulateOptions, simulateFiles } from "#cli/simulate/simulate.ts";
import type { Recipe } from "#lib/schema/contract.ts";
import type { RunView, StrategyParams } from "#lib/strategy/contract.ts";
import type { Application } from "./fixtures.ts";

const NAME = "A drawer to look at";
const DRAWER = { files: 6, tickersPerFile: 4, from: "1990-01-01", to: "2019-12-31" };

/** A published run over a drawer of 24 tickers and 30 years, through the application's own interface; the same one for all tests. */
export async function simulatedRun(application: Application, set: Partial<StrategyParams> = {}): Promise<RunView> {
  const known = await findDataset(NAME, application);
  const datasetId = known?.version ? known.id : await importDrawer(application);
  const run = await runAndWait({ datasetId, request: { preset: "causal", set } }, application, SILENT);
  if (!run.outcome) throw new Error(`The run ended as ${run.status}: ${run.job?.failure}`);
  return run;
}

async function importDrawer(application: Application): Promise<string> {
  const out = await mkdtemp(join(tmpdir(), "parquetry-drawer-"));
  await simulateFiles(SimulateOptions.parse({ out, ...DRAWER }));
  const order = { name: NAME, files: await listLocalFiles([out]), places: [], append: false, replace: false, decide };
  const { dataset } = await importFiles(order, application, SILENT);
  await rm(out, { recursive: true });
  return dataset.id;
}

/** A simulated drawer leaves nothing to ask. */
const decide = async ({ recipe }: { recipe: Recipe }) => ({ recipe, open: [], agreed: true });
