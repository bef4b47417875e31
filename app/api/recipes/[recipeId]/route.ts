import { handle, jsonFile } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { getRecipe, removeRecipe } from "#lib/schema/saved/saved.ts";

type Context = RouteContext<"/api/recipes/[recipeId]">;

export const GET = handle(async (request, { params }: Context) => {
  const { recipeId } = await params;
  const { name, version, recipe } = await getRecipe(await requireUser(request), recipeId);
  return jsonFile(recipe, `${name} ${version}.json`);
});

export const DELETE = handle(async (request, { params }: Context) => {
  const { recipeId } = await params;
  await removeRecipe(await requireUser(request), recipeId);
  return new Response(null, { status: 204 });
});
