import { Command } from "commander";
import { explain } from "./client/failure.ts";
import { registerBench } from "./commands/bench.ts";
import { registerExport } from "./commands/export.ts";
import { registerImport } from "./commands/import.ts";
import { registerRecipe } from "./commands/recipe.ts";
import { registerRejects } from "./commands/rejects.ts";
import { registerRun } from "./commands/run.ts";
import { registerSample } from "./commands/sample.ts";
import { registerShare } from "./commands/share.ts";
import { registerSimulate } from "./commands/simulate.ts";
import { registerStart } from "./commands/start.ts";
import { registerStatus } from "./commands/status.ts";
import { registerStorage } from "./commands/storage.ts";
import { registerSweep } from "./commands/sweep.ts";

const COMMANDS = [
  registerStart,
  registerSimulate,
  registerImport,
  registerRun,
  registerSweep,
  registerExport,
  registerRejects,
  registerRecipe,
  registerShare,
  registerStatus,
  registerStorage,
  registerBench,
  registerSample,
];

const EXIT_HELP = `
Exit status: 0 done, 1 failed, 2 wrong usage, 3 an answer is needed.
The server is the one that \`npm start\` runs here, or the one that PARQUETRY_URL and PARQUETRY_TOKEN name.`;

endQuietlyWhenNobodyReads();
process.exitCode = await main();

async function main(): Promise<number> {
  const program = new Command("parquetry")
    .description("From a drawer of CSV files to a chart you can send.")
    .addHelpText("after", EXIT_HELP)
    .exitOverride();
  for (const register of COMMANDS) register(program);
  try {
    await program.parseAsync();
    return 0;
  } catch (error) {
    const { status, sentence } = explain(error);
    if (sentence) process.stderr.write(`${sentence}\n`);
    return status;
  }
}

/** As when the output goes to `head`, which stops reading. */
function endQuietlyWhenNobodyReads(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    throw error;
  });
}
