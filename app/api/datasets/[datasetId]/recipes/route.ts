import { handle, jsonFile, readJson } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { Recipe } from "#lib/schema/contract.ts";
import { getConfirmedRecipe } from "#lib/schema/saved/saved.ts";
import { confirmRecipe } from "#lib/schema/schema.ts";

type Context = RouteContext<"/api/datasets/[datasetId]/recipes">;

/** The recipe confirmed last, as a file. */
export const GET = handle(async (request, { params }: Context) => {
  const { datasetId } = await params;
  const owner = await requireUser(request);
  return jsonFile(await getConfirmedRecipe(owner, datasetId), "recipe.json");
});

export const POST = handle(async (request, { params }: Context) => {
  const { datasetId } = await params;
  const owner = await requireUser(request);
  const confirmed = await confirmRecipe(owner, datasetId, await readJson(request, Recipe));
  return Response.json(confirmed, { status: 201 });
});
