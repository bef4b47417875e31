import { handle } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { listShares } from "#lib/share/share.ts";

export const GET = handle(async (request) => {
  const owner = await requireUser(request);
  return Response.json({ shares: await listShares(owner) });
});
