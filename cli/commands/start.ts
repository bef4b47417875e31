import type { Command } from "commander";
import { z } from "zod";
import { checkOptions } from "#cli/client/check-options.ts";

const Options = z.object({
  port: z.coerce.number().int().min(1).max(65_535).optional(),
  sample: z.boolean(),
});

export function registerStart(program: Command): void {
  program
    .command("start")
    .description("run everything on this machine until Ctrl-C; the first time, load a small sample")
    .option("--port <n>", "port of the web server (3000, or the next that is free)")
    .option("--no-sample", "load no sample")
    .action(async (given) => {
      const options = checkOptions(Options, given);
      // Brings the database and the object store with it, which no other command needs.
      const { start } = await import("#cli/start/start.ts");
      await start(options);
    });
}
