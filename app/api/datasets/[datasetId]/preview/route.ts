import { handle, readJson } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { PreviewRequest } from "#lib/schema/cutting/contract.ts";
import { previewCut } from "#lib/schema/cutting/cutting.ts";

export const POST = handle(async (request, { params }: RouteContext<"/api/datasets/[datasetId]/preview">) => {
  const { datasetId } = await params;
  const owner = await requireUser(request);
  return Response.json(await previewCut(owner, datasetId, await readJson(request, PreviewRequest)));
});
