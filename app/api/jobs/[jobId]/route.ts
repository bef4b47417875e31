import { handle } from "#lib/platform/http.ts";
import { getJob } from "#lib/platform/jobs/control.ts";
import { requireUser } from "#lib/platform/session.ts";

export const GET = handle(async (request, { params }: RouteContext<"/api/jobs/[jobId]">) => {
  const { jobId } = await params;
  const owner = await requireUser(request);
  return Response.json(await getJob(owner, jobId));
});
