import { handle, readJson } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { SweepRequest } from "#lib/strategy/sweep/contract.ts";
import { listSweeps, startSweep } from "#lib/strategy/sweep/sweep.ts";

export const GET = handle(async (request, { params }: RouteContext<"/api/datasets/[datasetId]/sweeps">) => {
  const { datasetId } = await params;
  const owner = await requireUser(request);
  return Response.json({ sweeps: await listSweeps(owner, datasetId) });
});

export const POST = handle(async (request, { params }: RouteContext<"/api/datasets/[datasetId]/sweeps">) => {
  const { datasetId } = await params;
  const owner = await requireUser(request);
  const sweep = await startSweep(owner, datasetId, await readJson(request, SweepRequest));
  return Response.json(sweep, { status: 202 });
});
