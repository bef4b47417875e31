import { handle } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { listRuns } from "#lib/strategy/strategy.ts";

export const GET = handle(async (request) => {
  const owner = await requireUser(request);
  return Response.json({ runs: await listRuns(owner) });
});
