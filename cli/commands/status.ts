import type { Command } from "commander";
import { z } from "zod";
import { checkOptions } from "#cli/client/check-options.ts";
import { findServer } from "#cli/client/find-server.ts";
import { print, printJson } from "#cli/client/print.ts";
import { readStatus, statusText } from "#cli/status/status.ts";

const Options = z.object({ json: z.boolean().default(false) });

export function registerStatus(program: Command): void {
  program
    .command("status")
    .description("show datasets, runs, jobs and workers")
    .option("--json", "print one JSON document")
    .action(async (given) => {
      const { json } = checkOptions(Options, given);
      const server = await findServer();
      const status = await readStatus(server);
      if (json) return printJson(status);
      print(`${server.url}\n\n${statusText(status)}`);
    });
}
