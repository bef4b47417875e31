import { handle, readQuery } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { TickerSearch } from "#lib/results/contract.ts";
import { getOwnedRun, listTickers } from "#lib/results/results.ts";

export const GET = handle(async (request, { params }: RouteContext<"/api/runs/[runId]/tickers">) => {
  const { runId } = await params;
  const run = await getOwnedRun(await requireUser(request), runId);
  return Response.json(await listTickers(run, readQuery(request, TickerSearch)));
});
