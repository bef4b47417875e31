import { handle } from "#lib/platform/http.ts";
import { listJobs } from "#lib/platform/jobs/view.ts";
import { requireUser } from "#lib/platform/session.ts";

export const GET = handle(async (request) => {
  const owner = await requireUser(request);
  return Response.json(await listJobs(owner));
});
