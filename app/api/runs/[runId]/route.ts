import { handle } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { getRun } from "#lib/strategy/strategy.ts";

export const GET = handle(async (request, { params }: RouteContext<"/api/runs/[runId]">) => {
  const { runId } = await params;
  const owner = await requireUser(request);
  return Response.json(await getRun(owner, Number(runId)));
});
