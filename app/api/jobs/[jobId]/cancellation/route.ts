import { handle } from "#lib/platform/http.ts";
import { cancelJob } from "#lib/platform/jobs/control.ts";
import { requireUser } from "#lib/platform/session.ts";

export const POST = handle(async (request, { params }: RouteContext<"/api/jobs/[jobId]/cancellation">) => {
  const { jobId } = await params;
  const owner = await requireUser(request);
  return Response.json(await cancelJob(owner, jobId));
});
