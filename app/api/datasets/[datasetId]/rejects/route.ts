import { z } from "zod";
import { openRejects } from "#lib/convert/rejects.ts";
import { handle, readQuery } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";

const Query = z.object({ excel: z.string().optional() });

export const GET = handle(async (request, { params }: RouteContext<"/api/datasets/[datasetId]/rejects">) => {
  const { datasetId } = await params;
  const owner = await requireUser(request);
  const { excel } = readQuery(request, Query);
  const { fileName, body } = await openRejects(owner, datasetId, { forExcel: excel !== undefined });
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
    },
  });
});
