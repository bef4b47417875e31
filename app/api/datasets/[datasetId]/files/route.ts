import { handle, readJson } from "#lib/platform/http.ts";
import { requireUser } from "#lib/platform/session.ts";
import { NewFiles } from "#lib/upload/contract.ts";
import { startUploads } from "#lib/upload/registration/start-uploads.ts";
import { listFiles } from "#lib/upload/upload.ts";

type Context = RouteContext<"/api/datasets/[datasetId]/files">;

export const GET = handle(async (request, { params }: Context) => {
  const { datasetId } = await params;
  const owner = await requireUser(request);
  return Response.json(await listFiles(owner, datasetId));
});

export const POST = handle(async (request, { params }: Context) => {
  const { datasetId } = await params;
  const owner = await requireUser(request);
  const { files } = await readJson(request, NewFiles);
  return Response.json(await startUploads(owner, datasetId, files), { status: 201 });
});
