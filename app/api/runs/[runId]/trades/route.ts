import { handle, readQuery } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { TradeQuery } from "#lib/results/contract.ts";
import { getOwnedRun, listTrades } from "#lib/results/results.ts";

export const GET = handle(async (request, { params }: RouteContext<"/api/runs/[runId]/trades">) => {
  const { runId } = await params;
  const run = await getOwnedRun(await requireUser(request), runId);
  return Response.json(await listTrades(run, readQuery(request, TradeQuery)));
});
