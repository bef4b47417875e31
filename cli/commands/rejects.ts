import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { z } from "zod";
import { checkOptions } from "#cli/client/check-options.ts";
import { failed, wrongUsage } from "#cli/client/failure.ts";
import { getDatasetNamed } from "#cli/client/find-dataset.ts";
import { findServer } from "#cli/client/find-server.ts";
import { print } from "#cli/client/print.ts";
import { ProgressLine } from "#cli/client/progress-line.ts";
import { saveAndSay } from "#cli/client/save-response.ts";
import { userPath } from "#cli/client/user-path.ts";
import { stopSentence, untilClustered, untilConverted } from "#cli/import/wait-for-dataset.ts";
import { refusalText, rowsText, takenText } from "#cli/rejects/taken-text.ts";
import { sendCorrections } from "#lib/convert/client.ts";
import { fetchResponse, type Server } from "#lib/platform/fetch-json.ts";
import { changeRules } from "#lib/schema/client.ts";

const Options = z.object({
  out: z.string().min(1).optional(),
  send: z.string().min(1).optional(),
  keepGoing: z.boolean().optional(),
});

export function registerRejects(program: Command): void {
  program
    .command("rejects")
    .description(
      "save every rejected row as CSV (file, row, column, value, reason, raw line), or send it back corrected",
    )
    .argument("<dataset>", "name or id of the dataset")
    .option("--out <file>", "file to write; - writes to stdout")
    .option("--send <file>", "file to send back: values corrected, or whole lines where no column is named")
    .option("--keep-going", "make a version without them")
    .action(async (name: string, given) => {
      const { out, send, keepGoing } = checkOptions(Options, given);
      if ([out, send, keepGoing].filter((choice) => choice !== undefined).length !== 1)
        throw wrongUsage("Choose one of --out, --send and --keep-going.");
      const server = await findServer();
      const { id } = await getDatasetNamed(name, server);
      if (out !== undefined) await saveAndSay(await fetchResponse(`/api/datasets/${id}/rejects`, {}, server), out);
      else if (send !== undefined) await sendBack(id, send, server);
      else await keepOnGoing(id, server);
    });
}

async function keepOnGoing(id: string, server: Server): Promise<void> {
  await changeRules(id, { errors: { policy: "keep" } }, server);
  const progress = new ProgressLine();
  const dataset = await untilClustered(id, server, progress);
  progress.clear();
  print(rowsText(dataset));
}

async function sendBack(id: string, path: string, server: Server): Promise<void> {
  const csv = await readFile(userPath(path)).catch((cause) => {
    throw failed(`The file ${path} cannot be read.`, cause);
  });
  const taken = await sendCorrections(id, new Blob([csv]), server);
  const progress = new ProgressLine();
  if (taken.files > 0) await untilConverted(id, server, progress);
  const dataset = await untilClustered(id, server, progress);
  progress.clear();
  print(takenText(taken, dataset));
  const problems = [taken.refusals > 0 && refusalText(taken), stopSentence(dataset)].filter(Boolean);
  if (problems.length > 0) throw failed(problems.join("\n"));
}
