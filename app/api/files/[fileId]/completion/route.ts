import { handle, readJson } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { completeUpload } from "#lib/upload/complete-upload.ts";
import { Completion } from "#lib/upload/contract.ts";

export const POST = handle(async (request, { params }: RouteContext<"/api/files/[fileId]/completion">) => {
  const { fileId } = await params;
  const owner = await requireUser(request);
  const { parts } = await readJson(request, Completion);
  return Response.json(await completeUpload(owner, fileId, parts));
});
