import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { fetchJson, type Server } from "#lib/platform/fetch-json.ts";
import { Recipe } from "#lib/schema/contract.ts";
import { type NewSavedRecipe, SavedRecipeList, SavedRecipeView } from "./contract.ts";

export const listRecipes = (server?: Server, signal?: AbortSignal) =>
  fetchJson("/api/recipes", SavedRecipeList, { signal }, server);

export const recipesQuery = () =>
  queryOptions({ queryKey: ["recipes"], queryFn: ({ signal }) => listRecipes(undefined, signal) });

export const saveRecipe = (recipe: NewSavedRecipe, server?: Server) =>
  fetchJson("/api/recipes", SavedRecipeView, { method: "POST", body: recipe }, server);

export const getRecipe = (id: string, server?: Server): Promise<Recipe> =>
  fetchJson(`/api/recipes/${id}`, Recipe, {}, server);

export const removeRecipe = (id: string, server?: Server) =>
  fetchJson(`/api/recipes/${id}`, z.undefined(), { method: "DELETE" }, server);
