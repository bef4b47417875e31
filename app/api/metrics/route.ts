import { handle } from "#lib/platform/http.ts";
import { tellMetrics } from "#lib/platform/jobs/measure.ts";
import { requireUser } from "#lib/platform/session.ts";

export const GET = handle(async (request) => {
  await requireUser(request);
  return tellMetrics();
});
