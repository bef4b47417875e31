import type { Command } from "commander";
import { z } from "zod";
import { checkOptions } from "#cli/client/check-options.ts";
import { wrongUsage } from "#cli/client/failure.ts";
import { findServer } from "#cli/client/find-server.ts";
import { print, printJson } from "#cli/client/print.ts";
import { runNumber } from "#cli/client/run-number.ts";
import { formatDay } from "#lib/platform/format.ts";
import { createShare } from "#lib/share/client.ts";
import { DEFAULT_EXPIRY_DAYS, MAX_EXPIRY_DAYS } from "#lib/share/contract.ts";

const Days = z
  .string()
  .regex(/^\d+d$/, "write it as a number of days, such as 30d")
  .transform((text) => Number.parseInt(text, 10))
  .pipe(z.number().min(1, "at least 1d").max(MAX_EXPIRY_DAYS, `at most ${MAX_EXPIRY_DAYS}d`));

const Options = z.object({
  expires: Days.default(DEFAULT_EXPIRY_DAYS),
  password: z.boolean().default(false),
  json: z.boolean().default(false),
});

export function registerShare(program: Command): void {
  program
    .command("share")
    .description("make a link that opens a run's dashboard, read-only, without an account")
    .argument("<run>", "number of the run")
    .option("--expires <days>", "how long the link works (30d)")
    .option("--password", "not yet possible")
    .option("--json", "print one JSON document")
    .action(async (run: string, given) => share(runNumber(run), checkOptions(Options, given)));
}

async function share(runId: number, { expires, password, json }: z.infer<typeof Options>): Promise<void> {
  if (password)
    throw wrongUsage("Links cannot have a password yet. Make one without --password, and revoke it in time.");
  const { url, expiresAt } = await createShare(runId, { expiresInDays: expires }, await findServer());
  if (json) return printJson({ url, expiresAt });
  print(url);
  print(`Anyone with this link can see the dashboard until ${formatDay(expiresAt)}. It is shown only now.`);
}
