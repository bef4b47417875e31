import { handle } from "#lib/platform/http.ts";
import { retryJob } from "#lib/platform/jobs/control.ts";
import { requireUser } from "#lib/platform/session.ts";

export const POST = handle(async (request, { params }: RouteContext<"/api/jobs/[jobId]/retry">) => {
  const { jobId } = await params;
  const owner = await requireUser(request);
  return Response.json(await retryJob(owner, jobId));
});
