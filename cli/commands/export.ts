import { type Command, Option } from "commander";
import { z } from "zod";
import { checkOptions } from "#cli/client/check-options.ts";
import { findServer } from "#cli/client/find-server.ts";
import { runNumber } from "#cli/client/run-number.ts";
import { saveAndSay } from "#cli/client/save-response.ts";
import { fetchResponse } from "#lib/platform/fetch-json.ts";
import { exportPath } from "#lib/results/client.ts";
import { ExportFormat } from "#lib/results/contract.ts";

const Options = z.object({ format: ExportFormat, out: z.string().min(1) });

export function registerExport(program: Command): void {
  program
    .command("export")
    .description("save a run's trades")
    .argument("<run>", "number of the run")
    .addOption(
      new Option("--format <format>", "format of the file").choices(ExportFormat.options).makeOptionMandatory(),
    )
    .requiredOption("--out <file>", "file to write; - writes to stdout")
    .action(async (run: string, given) => {
      const { format, out } = checkOptions(Options, given);
      const path = exportPath(runNumber(run), format);
      await saveAndSay(await fetchResponse(path, {}, await findServer()), out);
    });
}
