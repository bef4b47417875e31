import type { Command } from "commander";
import { z } from "zod";
import { checkOptions } from "#cli/client/check-options.ts";
import { wrongUsage } from "#cli/client/failure.ts";
import { getDatasetNamed } from "#cli/client/find-dataset.ts";
import { findServer } from "#cli/client/find-server.ts";
import { print } from "#cli/client/print.ts";
import { saveAndSay } from "#cli/client/save-response.ts";
import { fetchResponse, type Server } from "#lib/platform/fetch-json.ts";
import { saveRecipe } from "#lib/schema/saved/client.ts";
import { NewSavedRecipe } from "#lib/schema/saved/contract.ts";

const Options = z.object({ out: z.string().min(1).optional(), save: NewSavedRecipe.shape.name.optional() });

export function registerRecipe(program: Command): void {
  program
    .command("recipe")
    .description("keep what a dataset's columns mean, for import --recipe: as JSON or under a name")
    .argument("<dataset>", "name or id of the dataset")
    .option("--out <file>", "file to write; - writes to stdout")
    .option("--save <name>", "name to keep it under, as its next version")
    .action(async (name: string, given) => {
      const { out, save } = checkOptions(Options, given);
      if ((out === undefined) === (save === undefined)) throw wrongUsage("Choose one of --out and --save.");
      const server = await findServer();
      const { id } = await getDatasetNamed(name, server);
      if (out !== undefined) await saveAndSay(await fetchResponse(`/api/datasets/${id}/recipes`, {}, server), out);
      else if (save !== undefined) await saveNamed(id, save, server);
    });
}

async function saveNamed(datasetId: string, name: string, server: Server): Promise<void> {
  const { version } = await saveRecipe({ datasetId, name }, server);
  print(`Saved as ${name}, version ${version}.`);
}
