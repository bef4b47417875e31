import { handle, readQuery } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { ExportRequest } from "#lib/results/contract.ts";
import { exportTrades } from "#lib/results/export.ts";
import { getOwnedRun } from "#lib/results/results.ts";

export const GET = handle(async (request, { params }: RouteContext<"/api/runs/[runId]/export">) => {
  const { runId } = await params;
  const run = await getOwnedRun(await requireUser(request), runId);
  return exportTrades(run, readQuery(request, ExportRequest).format);
});
