import { RepeatsStart } from "#lib/convert/repeats/contract.ts";
import { getRepeats, startRepeats } from "#lib/convert/repeats/repeats.ts";
import { handle, readJson } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";

export const GET = handle(async (request, { params }: RouteContext<"/api/datasets/[datasetId]/repeats">) => {
  const { datasetId } = await params;
  return Response.json(await getRepeats(await requireUser(request), datasetId));
});

export const POST = handle(async (request, { params }: RouteContext<"/api/datasets/[datasetId]/repeats">) => {
  const { datasetId } = await params;
  const owner = await requireUser(request);
  const status = await startRepeats(owner, datasetId, await readJson(request, RepeatsStart));
  return Response.json(status, { status: 202 });
});
