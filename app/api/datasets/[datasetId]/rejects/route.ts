import { openRejects } from "#lib/convert/rejects.ts";
import { handle } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";

export const GET = handle(async (request, { params }: RouteContext<"/api/datasets/[datasetId]/rejects">) => {
  const { datasetId } = await params;
  const owner = await requireUser(request);
  const { fileName, body } = await openRejects(owner, datasetId);
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
    },
  });
});
