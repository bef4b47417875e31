import { handle, readJson } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { Recipe } from "#lib/schema/contract.ts";
import { confirmRecipe } from "#lib/schema/schema.ts";

export const POST = handle(async (request, { params }: RouteContext<"/api/datasets/[datasetId]/recipes">) => {
  const { datasetId } = await params;
  const owner = await requireUser(request);
  const confirmed = await confirmRecipe(owner, datasetId, await readJson(request, Recipe));
  return Response.json(confirmed, { status: 201 });
});
