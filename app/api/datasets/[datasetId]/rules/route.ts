import { handle, readJson } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { Rules } from "#lib/schema/contract.ts";
import { changeRules } from "#lib/schema/schema.ts";

export const POST = handle(async (request, { params }: RouteContext<"/api/datasets/[datasetId]/rules">) => {
  const { datasetId } = await params;
  const owner = await requireUser(request);
  const confirmed = await changeRules(owner, datasetId, await readJson(request, Rules));
  return Response.json(confirmed, { status: 201 });
});
