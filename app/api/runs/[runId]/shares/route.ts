import { handle, readJson } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { NewShare } from "#lib/share/contract.ts";
import { linkOrigin } from "#lib/share/link-address.ts";
import { createShare, listShares } from "#lib/share/share.ts";

type Context = RouteContext<"/api/runs/[runId]/shares">;

export const GET = handle(async (request, { params }: Context) => {
  const { runId } = await params;
  const owner = await requireUser(request);
  return Response.json({ shares: await listShares(owner, runId) });
});

export const POST = handle(async (request, { params }: Context) => {
  const { runId } = await params;
  const owner = await requireUser(request);
  const share = await createShare(owner, runId, await readJson(request, NewShare), linkOrigin(request));
  return Response.json(share, { status: 201 });
});
