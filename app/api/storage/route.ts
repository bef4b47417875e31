import { handle } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { linkOrigin } from "#lib/share/link-address.ts";
import { checkStorage } from "#lib/storage-check/check-storage.ts";

export const GET = handle(async (request) => {
  await requireUser(request);
  return Response.json(await checkStorage(linkOrigin(request)));
});
