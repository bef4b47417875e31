import { z } from "zod";
import { Count } from "#lib/platform/wire.ts";
import { Recipe } from "#lib/schema/contract.ts";

/** A version of a recipe under its name; versions are never changed. */
export const SavedRecipeView = z.object({
  id: z.uuid(),
  name: z.string(),
  version: Count,
  columns: Count,
  createdAt: z.iso.datetime(),
});
export type SavedRecipeView = z.infer<typeof SavedRecipeView>;

/** By name, of each name the newest version first. */
export const SavedRecipeList = z.object({ recipes: z.array(SavedRecipeView) });
export type SavedRecipeList = z.infer<typeof SavedRecipeList>;

/** Saves the recipe that a dataset was confirmed with. */
export const NewSavedRecipe = z.object({
  name: z.string().trim().min(1, "give it a name").max(200),
  datasetId: z.uuid(),
});
export type NewSavedRecipe = z.infer<typeof NewSavedRecipe>;

/** What the wizard starts from when its files have the columns of a saved recipe. */
export const FittingRecipe = SavedRecipeView.pick({ id: true, name: true, version: true }).extend({ recipe: Recipe });
export type FittingRecipe = z.infer<typeof FittingRecipe>;
