import { handle } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { cancelProfile } from "#lib/schema/profile/profile.ts";

export const POST = handle(
  async (request, { params }: RouteContext<"/api/datasets/[datasetId]/profile/cancellation">) => {
    const { datasetId } = await params;
    return Response.json(await cancelProfile(await requireUser(request), datasetId));
  },
);
