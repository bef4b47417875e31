import { handle } from "#lib/platform/http.ts";
import { listWorkers } from "#lib/platform/jobs/workers.ts";
import { requireUser } from "#lib/platform/session.ts";

export const GET = handle(async (request) => {
  const owner = await requireUser(request);
  return Response.json(await listWorkers(owner));
});
