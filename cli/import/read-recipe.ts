import { readFile } from "node:fs/promises";
import { z } from "zod";
import { checkOptions } from "#cli/client/check-options.ts";
import { failed } from "#cli/client/failure.ts";
import { findServer } from "#cli/client/find-server.ts";
import { userPath } from "#cli/client/user-path.ts";
import { Recipe } from "#lib/schema/contract.ts";
import { getRecipe, listRecipes } from "#lib/schema/saved/client.ts";

/** A recipe from a JSON file or, where there is no such file, the newest that was saved under the name. */
export async function readRecipe(fileOrName: string): Promise<Recipe> {
  const text = await readIfThere(fileOrName);
  if (text !== undefined)
    return checkOptions(z.object({ recipe: Recipe }), { recipe: parseJson(text, fileOrName) }).recipe;
  const server = await findServer();
  const { recipes } = await listRecipes(server);
  const saved = recipes.find(({ name }) => name === fileOrName.trim());
  if (!saved) throw failed(`There is neither a file nor a saved recipe “${fileOrName}”.`);
  return getRecipe(saved.id, server);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(userPath(path), "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw failed(`The recipe ${path} cannot be read.`, cause);
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw failed(`The recipe ${path} is not valid JSON.`, cause);
  }
}
