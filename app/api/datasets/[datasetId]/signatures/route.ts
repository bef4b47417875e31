import { handle, readJson } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { SignatureRequest } from "#lib/upload/contract.ts";
import { signParts } from "#lib/upload/upload.ts";

export const POST = handle(async (request, { params }: RouteContext<"/api/datasets/[datasetId]/signatures">) => {
  const { datasetId } = await params;
  const owner = await requireUser(request);
  const { parts } = await readJson(request, SignatureRequest);
  return Response.json(await signParts(owner, datasetId, parts));
});
