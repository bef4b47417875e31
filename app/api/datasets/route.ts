import { handle, readJson } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { NewDataset } from "#lib/upload/contract.ts";
import { createDataset, listDatasets } from "#lib/upload/upload.ts";

export const GET = handle(async (request) => {
  const owner = await requireUser(request);
  return Response.json(await listDatasets(owner));
});

export const POST = handle(async (request) => {
  const owner = await requireUser(request);
  const created = await createDataset(owner, await readJson(request, NewDataset));
  return Response.json(created, { status: 201 });
});
