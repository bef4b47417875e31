import { handle } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { getColumnProofs } from "#lib/schema/profile/profile.ts";

export const GET = handle(async (request, { params }: RouteContext<"/api/datasets/[datasetId]/profile/columns">) => {
  const { datasetId } = await params;
  return Response.json(await getColumnProofs(await requireUser(request), datasetId));
});
