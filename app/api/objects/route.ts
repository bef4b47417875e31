import { handle, readQuery } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { ObjectsPage } from "#lib/upload/in-place/contract.ts";
import { lookAtObjects } from "#lib/upload/in-place/look.ts";

export const GET = handle(async (request) => {
  await requireUser(request);
  return Response.json(await lookAtObjects(readQuery(request, ObjectsPage)));
});
