import { handle, readQuery } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { AsideQuery } from "#lib/schema/aside.ts";
import { getInspectionView } from "#lib/schema/schema.ts";

export const GET = handle(async (request, { params }: RouteContext<"/api/datasets/[datasetId]/inspection">) => {
  const { datasetId } = await params;
  const owner = await requireUser(request);
  const { aside } = readQuery(request, AsideQuery);
  return Response.json(await getInspectionView(owner, datasetId, aside));
});
