import { handle, readJson } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { RunRequest } from "#lib/strategy/contract.ts";
import { startRun } from "#lib/strategy/strategy.ts";

export const POST = handle(async (request, { params }: RouteContext<"/api/datasets/[datasetId]/runs">) => {
  const { datasetId } = await params;
  const owner = await requireUser(request);
  const run = await startRun(owner, datasetId, await readJson(request, RunRequest));
  return Response.json(run, { status: 202 });
});
