import { handle, readQuery } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { DashboardFilter } from "#lib/results/contract.ts";
import { getDashboard } from "#lib/results/dashboard.ts";
import { getOwnedRun } from "#lib/results/results.ts";

export const GET = handle(async (request, { params }: RouteContext<"/api/runs/[runId]/dashboard">) => {
  const { runId } = await params;
  const run = await getOwnedRun(await requireUser(request), runId);
  return Response.json(await getDashboard(run, readQuery(request, DashboardFilter)));
});
