import { handle } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { revokeShare } from "#lib/share/share.ts";

export const POST = handle(async (request, { params }: RouteContext<"/api/shares/[shareId]/revocation">) => {
  const { shareId } = await params;
  const owner = await requireUser(request);
  return Response.json(await revokeShare(owner, shareId));
});
