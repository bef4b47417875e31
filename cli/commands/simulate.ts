import type { Command } from "commander";
import { checkOptions } from "#cli/client/check-options.ts";
import { print, printJson } from "#cli/client/print.ts";
import { ProgressLine } from "#cli/client/progress-line.ts";
import { userPath } from "#cli/client/user-path.ts";
import { SimulateOptions, simulateFiles } from "#cli/simulate/simulate.ts";
import { formatBytes, formatCount, plural } from "#lib/platform/format.ts";

export function registerSimulate(program: Command): void {
  program
    .command("simulate")
    .description("write made-up daily prices as CSV files; the same seed gives the same bytes")
    .requiredOption("--out <dir>", "folder to write into")
    .option("--files <n>", "number of files (12)")
    .option("--tickers-per-file <n>", "tickers in each file (3)")
    .option("--from <day>", "first day (1900-01-05)")
    .option("--to <day>", "last day (2019-07-20)")
    .option("--seed <n>", "seed of the random numbers (7)")
    .option("--model <name>", "merton, gbm or seed (merton)")
    .option("--columns <which>", "nine, or four: date, ticker, sector, adj_close (nine)")
    .option("--json", "print one JSON document")
    .action(async (given: { json?: boolean }) => simulate(checkOptions(SimulateOptions, given), given.json ?? false));
}

async function simulate(options: SimulateOptions, json: boolean): Promise<void> {
  const progress = new ProgressLine();
  const out = userPath(options.out);
  const { files } = await simulateFiles({ ...options, out }, ({ filesDone, rowsDone, rows, bytesDone }) =>
    progress.show(
      `Writing: ${formatCount(rowsDone)} of ${formatCount(rows)} rows, ${filesDone} of ${options.files} files, ${formatBytes(bytesDone)}`,
    ),
  );
  progress.clear();
  const sum = (field: "bytes" | "rows") => files.reduce((total, file) => total + file[field], 0);
  if (json) return printJson({ files, bytes: sum("bytes"), rows: sum("rows") });
  print(`Wrote ${plural(files.length, "file")}, ${plural(sum("rows"), "row")}, ${formatBytes(sum("bytes"))} to ${out}`);
}
