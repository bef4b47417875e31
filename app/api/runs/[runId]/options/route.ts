import { handle } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { getFilterOptions, getOwnedRun } from "#lib/results/results.ts";

export const GET = handle(async (request, { params }: RouteContext<"/api/runs/[runId]/options">) => {
  const { runId } = await params;
  const run = await getOwnedRun(await requireUser(request), runId);
  return Response.json(await getFilterOptions(run));
});
