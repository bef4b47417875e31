import { handle } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { getSweep } from "#lib/strategy/sweep/sweep.ts";

export const GET = handle(async (request, { params }: RouteContext<"/api/sweeps/[sweepId]">) => {
  const { sweepId } = await params;
  const owner = await requireUser(request);
  return Response.json(await getSweep(owner, sweepId));
});
