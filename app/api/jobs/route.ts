import { handle, readQuery } from "#lib/platform/http.ts";
import { JobFilter, listJobs } from "#lib/platform/jobs/list.ts";
import { requireUser } from "#lib/platform/session.ts";

export const GET = handle(async (request) => {
  const owner = await requireUser(request);
  return Response.json(await listJobs(owner, readQuery(request, JobFilter)));
});
