import type { Command } from "commander";
import { z } from "zod";
import { checkOptions } from "#cli/client/check-options.ts";
import { getDatasetNamed } from "#cli/client/find-dataset.ts";
import { findServer } from "#cli/client/find-server.ts";
import { saveAndSay } from "#cli/client/save-response.ts";
import { fetchResponse } from "#lib/platform/fetch-json.ts";

const Options = z.object({ out: z.string().min(1) });

export function registerRecipe(program: Command): void {
  program
    .command("recipe")
    .description("save what a dataset's columns mean as JSON, for import --recipe")
    .argument("<dataset>", "name or id of the dataset")
    .requiredOption("--out <file>", "file to write; - writes to stdout")
    .action(async (name: string, given) => {
      const { out } = checkOptions(Options, given);
      const server = await findServer();
      const { id } = await getDatasetNamed(name, server);
      await saveAndSay(await fetchResponse(`/api/datasets/${id}/recipes`, {}, server), out);
    });
}
