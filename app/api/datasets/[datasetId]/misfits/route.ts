import { getMisfits } from "#lib/convert/rejects.ts";
import { handle } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";

export const GET = handle(async (request, { params }: RouteContext<"/api/datasets/[datasetId]/misfits">) => {
  const { datasetId } = await params;
  return Response.json(await getMisfits(await requireUser(request), datasetId));
});
