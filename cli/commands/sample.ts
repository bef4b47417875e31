import type { Command } from "commander";
import { findServer } from "#cli/client/find-server.ts";
import { print } from "#cli/client/print.ts";
import { loadSample } from "#cli/sample/sample.ts";

export function registerSample(program: Command): void {
  program
    .command("sample", { hidden: true })
    .description("load the sample that the first start loads")
    .action(async () => loadSample(await findServer(), print));
}
