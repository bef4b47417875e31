import { AppError } from "#lib/platform/errors.ts";
import type { User } from "#lib/platform/session.ts";
import type { Recipe } from "#lib/schema/contract.ts";
import { findLatestRecipe, requireDataset } from "#lib/schema/queries.ts";
import type { FittingRecipe, NewSavedRecipe, SavedRecipeList, SavedRecipeView } from "./contract.ts";
import { deleteSaved, findSaved, insertSaved, listSaved } from "./queries.ts";

export async function listRecipes(owner: User): Promise<SavedRecipeList> {
  return { recipes: await listSaved(owner) };
}

/** Keeps a dataset's confirmed recipe under a name, as its next version. */
export async function saveRecipe(owner: User, { name, datasetId }: NewSavedRecipe): Promise<SavedRecipeView> {
  return insertSaved(owner, name, await getConfirmedRecipe(owner, datasetId));
}

export async function getRecipe(owner: User, id: string): Promise<FittingRecipe> {
  const saved = await findSaved(owner, id);
  if (!saved) throw noSuchRecipe();
  return saved;
}

/** Datasets that were made with it keep theirs. */
export async function removeRecipe(owner: User, id: string): Promise<void> {
  if (!(await deleteSaved(owner, id))) throw noSuchRecipe();
}

/** The recipe that a dataset was confirmed with last. */
export async function getConfirmedRecipe(owner: User, datasetId: string): Promise<Recipe> {
  await requireDataset(owner, datasetId);
  const latest = await findLatestRecipe(datasetId);
  if (!latest) throw new AppError("conflict", "The columns of this dataset have not been confirmed yet.");
  return latest.recipe;
}

const noSuchRecipe = () => new AppError("not_found", "There is no such recipe.");
