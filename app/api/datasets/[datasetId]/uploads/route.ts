import { handle } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { listUnfinished } from "#lib/upload/unfinished.ts";

export const GET = handle(async (request, { params }: RouteContext<"/api/datasets/[datasetId]/uploads">) => {
  const { datasetId } = await params;
  const owner = await requireUser(request);
  return Response.json(await listUnfinished(owner, datasetId));
});
