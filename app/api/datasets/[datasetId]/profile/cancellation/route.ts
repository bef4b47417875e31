import { handle, readQuery } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { AsideQuery } from "#lib/schema/aside.ts";
import { cancelProfile } from "#lib/schema/profile/profile.ts";

export const POST = handle(
  async (request, { params }: RouteContext<"/api/datasets/[datasetId]/profile/cancellation">) => {
    const { datasetId } = await params;
    const owner = await requireUser(request);
    const { aside } = readQuery(request, AsideQuery);
    return Response.json(await cancelProfile(owner, datasetId, aside));
  },
);
