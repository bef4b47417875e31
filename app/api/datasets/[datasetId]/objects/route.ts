import { handle, readJson } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { ObjectsOrder } from "#lib/upload/in-place/contract.ts";
import { registerObjects } from "#lib/upload/in-place/register-objects.ts";

export const POST = handle(async (request, { params }: RouteContext<"/api/datasets/[datasetId]/objects">) => {
  const { datasetId } = await params;
  const owner = await requireUser(request);
  return Response.json(await registerObjects(owner, datasetId, await readJson(request, ObjectsOrder)), { status: 201 });
});
