import { MAX_SHEET_BYTES } from "#lib/convert/contract.ts";
import { sendCorrections } from "#lib/convert/corrections/corrections.ts";
import { handle, readCsvText } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";

export const POST = handle(async (request, { params }: RouteContext<"/api/datasets/[datasetId]/corrections">) => {
  const { datasetId } = await params;
  const owner = await requireUser(request);
  return Response.json(await sendCorrections(owner, datasetId, await readCsvText(request, MAX_SHEET_BYTES)));
});
