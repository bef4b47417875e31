import { CreateMultipartUploadCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import { deletePrefix, findObject, listUploads } from "#lib/platform/storage.ts";
import { startUploads } from "#lib/upload/registration/start-uploads.ts";
import { sweepOrphans } from "./orphans.ts";
import { markUploaded } from "./queries.ts";
import { madeFile } from "./sources-under-test.ts";
import { getFile } from "./upload.ts";
import {
  arrivedFile,
  emptyDataset,
  newFile,
  putPart,
  register,
  someone,
  withUploadServices,
} from "./uploads-under-test.ts";

withUploadServices();

const s3 = () =>
  new S3Client({ endpoint: process.env.S3_ENDPOINT, region: process.env.AWS_REGION, forcePathStyle: true });
const place = (Key: string) => ({ Bucket: process.env.S3_BUCKET, Key });
const put = (key: string) => s3().send(new PutObjectCommand({ ...place(key), Body: "a,b\n" }));

/** A file whose place another took, by a server that died before it deleted the old bytes. */
async function swappedAndDied() {
  const owner = await someone();
  const datasetId = await emptyDataset(owner);
  const old = await arrivedFile(owner, datasetId, "a.csv");
  const { objectKey: oldKey } = await getFile(owner, old.id);
  const { blob } = madeFile("a.csv", 9, 2);
  const asked = { ...newFile("a.csv", blob.size), replace: true };
  const [ticket] = (await startUploads(owner, datasetId, [asked])).tickets;
  if (!ticket) throw new Error("There is no ticket.");
  const { etag, crc32 } = await putPart(owner, datasetId, ticket, blob);
  const fresh = await getFile(owner, ticket.fileId);
  await put(fresh.objectKey);
  await markUploaded(owner, fresh, { etag, crc32 });
  return { owner, datasetId, oldKey, freshKey: fresh.objectKey };
}

test("what a replaced file left in the store goes once it is old enough; the file in its place stays", async () => {
  const { oldKey, freshKey } = await swappedAndDied();
  expect(await sweepOrphans()).toEqual({ objects: 0, uploads: 0 });
  expect(await findObject(oldKey)).toBeDefined();
  expect(await sweepOrphans(-60_000)).toMatchObject({ objects: 1 });
  expect(await findObject(oldKey)).toBeUndefined();
  expect(await findObject(freshKey)).toBeDefined();
});

test("no object of a file goes, whatever its state, and no upload under way", async () => {
  await deletePrefix("raw/");
  const owner = await someone();
  const datasetId = await emptyDataset(owner);
  await register(owner, datasetId, "under-way.csv", 5);
  const keys: string[] = [];
  for (const state of ["uploaded", "converted", "failed", "cancelled"] as const) {
    const { id } = await arrivedFile(owner, datasetId, `${state}.csv`);
    await db().sourceFile.update({ where: { id }, data: { state } });
    keys.push((await getFile(owner, id)).objectKey);
  }
  const uploads = await listUploads("raw/");
  expect(await sweepOrphans(-60_000)).toEqual({ objects: 0, uploads: 0 });
  for (const key of keys) expect(await findObject(key)).toBeDefined();
  expect(await listUploads("raw/")).toEqual(uploads);
});

test("an upload that was opened for a file which is gone is ended", async () => {
  const datasetId = await emptyDataset(await someone());
  const key = `raw/${datasetId}/${crypto.randomUUID()}`;
  await s3().send(new CreateMultipartUploadCommand(place(key)));
  await sweepOrphans();
  expect((await listUploads("raw/")).map((upload) => upload.key)).toContain(key);
  await sweepOrphans(-60_000);
  expect((await listUploads("raw/")).map((upload) => upload.key)).not.toContain(key);
});

test("an upload that was opened for a file and told to nobody is ended, the one that it goes by goes on", async () => {
  const owner = await someone();
  const datasetId = await emptyDataset(owner);
  const { fileId } = await register(owner, datasetId, "twice.csv", 5);
  const { objectKey, uploadId } = await getFile(owner, fileId);
  await s3().send(new CreateMultipartUploadCommand(place(objectKey)));
  expect(await listUploads(objectKey)).toHaveLength(2);
  await sweepOrphans(-60_000);
  expect(await listUploads(objectKey)).toMatchObject([{ key: objectKey, uploadId }]);
});

test("what belongs to a dataset that this database does not know, or is named in another way, is not ours to remove", async () => {
  const id = crypto.randomUUID();
  const datasetId = await emptyDataset(await someone());
  const strange = [`raw/${id}/${id}`, `raw/${datasetId}/notes.txt`, `raw/${datasetId}/${id}/more`, `elsewhere/${id}`];
  for (const key of strange) await put(key);
  await sweepOrphans(-60_000);
  for (const key of strange) expect(await findObject(key)).toBeDefined();
});

test("more objects than a list tells at once are all looked at", async () => {
  await deletePrefix("raw/");
  const datasetId = await emptyDataset(await someone());
  const keys = Array.from({ length: 1_003 }, () => `raw/${datasetId}/${crypto.randomUUID()}`);
  for (let from = 0; from < keys.length; from += 50) await Promise.all(keys.slice(from, from + 50).map(put));
  expect(await sweepOrphans(-60_000)).toEqual({ objects: 1_003, uploads: 0 });
});
