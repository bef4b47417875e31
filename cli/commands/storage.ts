import type { Command } from "commander";
import { z } from "zod";
import { checkOptions } from "#cli/client/check-options.ts";
import { failed } from "#cli/client/failure.ts";
import { findServer } from "#cli/client/find-server.ts";
import { print, printJson } from "#cli/client/print.ts";
import { badSentence, storageText } from "#cli/storage/storage-text.ts";
import { checkStorage } from "#lib/storage-check/client.ts";

const Options = z.object({ json: z.boolean().default(false) });

export function registerStorage(program: Command): void {
  program
    .command("storage")
    .description("check the bucket: reachable, key, uploads, CORS, clean-up; status 1 when uploads cannot work")
    .option("--json", "print one JSON document")
    .action(async (given) => {
      const { json } = checkOptions(Options, given);
      const report = await checkStorage(await findServer());
      if (json) printJson(report);
      else print(storageText(report));
      if (report.level === "bad") throw failed(badSentence(report));
    });
}
