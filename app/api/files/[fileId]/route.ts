import { handle } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { cancelUpload } from "#lib/upload/upload.ts";

export const DELETE = handle(async (request, { params }: RouteContext<"/api/files/[fileId]">) => {
  const { fileId } = await params;
  const owner = await requireUser(request);
  await cancelUpload(owner, fileId);
  return new Response(null, { status: 204 });
});
