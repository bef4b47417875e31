import { handle, readJson } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { CutRequest } from "#lib/schema/cutting/contract.ts";
import { cutFiles } from "#lib/schema/cutting/cutting.ts";

export const POST = handle(async (request, { params }: RouteContext<"/api/datasets/[datasetId]/dialect">) => {
  const { datasetId } = await params;
  const owner = await requireUser(request);
  const cut = await cutFiles(owner, datasetId, await readJson(request, CutRequest));
  return Response.json(cut, { status: 202 });
});
