import { listCandidates } from "#lib/convert/lookup/candidates.ts";
import { MatchRequest } from "#lib/convert/lookup/contract.ts";
import { matchLookup } from "#lib/convert/lookup/match.ts";
import { handle, readJson } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";

export const GET = handle(async (request, { params }: RouteContext<"/api/datasets/[datasetId]/lookups">) => {
  const { datasetId } = await params;
  return Response.json(await listCandidates(await requireUser(request), datasetId));
});

export const POST = handle(async (request, { params }: RouteContext<"/api/datasets/[datasetId]/lookups">) => {
  const { datasetId } = await params;
  const owner = await requireUser(request);
  return Response.json(await matchLookup(owner, datasetId, await readJson(request, MatchRequest)));
});
