import { handle } from "#lib/platform/http.ts";
import { listWorkers } from "#lib/platform/jobs/queue.ts";
import { requireUser } from "#lib/platform/session.ts";

export const GET = handle(async (request) => {
  await requireUser(request);
  return Response.json({ workers: await listWorkers() });
});
