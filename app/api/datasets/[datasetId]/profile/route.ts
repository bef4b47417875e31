import { handle, readJson, readQuery } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { AsideQuery } from "#lib/schema/aside.ts";
import { ProfileRequest } from "#lib/schema/profile/contract.ts";
import { getProfileStatus, startProfile } from "#lib/schema/profile/profile.ts";

export const GET = handle(async (request, { params }: RouteContext<"/api/datasets/[datasetId]/profile">) => {
  const { datasetId } = await params;
  const owner = await requireUser(request);
  const { aside } = readQuery(request, AsideQuery);
  return Response.json(await getProfileStatus(owner, datasetId, aside));
});

export const POST = handle(async (request, { params }: RouteContext<"/api/datasets/[datasetId]/profile">) => {
  const { datasetId } = await params;
  const owner = await requireUser(request);
  const status = await startProfile(owner, datasetId, await readJson(request, ProfileRequest));
  return Response.json(status, { status: 202 });
});
