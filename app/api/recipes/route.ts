import { handle, readJson } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { NewSavedRecipe } from "#lib/schema/saved/contract.ts";
import { listRecipes, saveRecipe } from "#lib/schema/saved/saved.ts";

export const GET = handle(async (request) => Response.json(await listRecipes(await requireUser(request))));

export const POST = handle(async (request) => {
  const owner = await requireUser(request);
  return Response.json(await saveRecipe(owner, await readJson(request, NewSavedRecipe)), { status: 201 });
});
