import { handle } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { getInspectionView } from "#lib/schema/schema.ts";

export const GET = handle(async (request, { params }: RouteContext<"/api/datasets/[datasetId]/inspection">) => {
  const { datasetId } = await params;
  return Response.json(await getInspectionView(await requireUser(request), datasetId));
});
