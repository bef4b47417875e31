import { handle } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { getDataset } from "#lib/upload/upload.ts";

export const GET = handle(async (request, { params }: RouteContext<"/api/datasets/[datasetId]">) => {
  const { datasetId } = await params;
  const owner = await requireUser(request);
  return Response.json(await getDataset(owner, datasetId));
});
