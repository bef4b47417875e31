import { expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import { env } from "#lib/platform/env.ts";
import { findObject, readRange } from "#lib/platform/storage.ts";
import { completeUpload } from "#lib/upload/complete-upload.ts";
import { startUploads } from "#lib/upload/registration/start-uploads.ts";
import { cancelUpload, getDataset, sweepUploads } from "#lib/upload/upload.ts";
import {
  arrivedFile,
  emptyDataset,
  newFile,
  putPart,
  someone,
  withUploadServices,
} from "#lib/upload/uploads-under-test.ts";
import { filledBucket } from "./bucket-under-test.ts";
import { ObjectsOrder, type ObjectsTaken } from "./contract.ts";
import { lookAtObjects } from "./look.ts";
import { registerObjects } from "./register-objects.ts";

withUploadServices();

const CSV = "date,close\n2020-01-02,300\n";

async function aDataset() {
  const owner = await someone();
  const datasetId = await emptyDataset(owner);
  const take = (bucket: string, prefix = "", more: Partial<ObjectsOrder> = {}) =>
    registerObjects(owner, datasetId, ObjectsOrder.parse({ bucket, prefix, ...more }));
  const rows = () => db().sourceFile.findMany({ where: { datasetId }, orderBy: { path: "asc" } });
  return { owner, datasetId, take, rows };
}

const names = (files: { path: string }[]) => files.map(({ path }) => path).sort();
const nothingTaken: ObjectsTaken = { registered: [], known: [], refused: [], next: null };

test("objects become files where they lie, named by their keys below the prefix, and their inspection is asked for", async () => {
  const { owner, take, rows } = await aDataset();
  const { bucket } = await filledBucket({
    "2019/a.csv": CSV,
    "2019/x/b.tsv.gz": "b",
    "2019-old/c.csv": CSV,
    "d.csv": CSV,
  });
  const { registered } = await take(bucket, "2019");
  expect(names(registered)).toEqual(["a.csv", "x/b.tsv.gz"]);
  const [a] = await rows();
  const stored = await findObject({ bucket, key: "2019/a.csv" });
  expect(a).toMatchObject({
    bucket,
    objectKey: "2019/a.csv",
    state: "uploaded",
    bytes: BigInt(CSV.length),
    etag: stored?.etag,
  });
  const jobs = await db().job.findMany({ where: { ownerId: owner.id } });
  expect(jobs.map(({ kind, state }) => ({ kind, state }))).toEqual(
    Array(2).fill({ kind: "file.inspect", state: "queued" }),
  );
  expect((await readRange({ bucket, key: "2019/a.csv" }, a?.etag ?? "", 0, 4)).toString()).toBe("date");
});

test("an object of exactly that key is taken whatever its ending; what is no table, hidden or a folder is passed over", async () => {
  const { take } = await aDataset();
  const { bucket } = await filledBucket({
    "in/data.dat": CSV,
    "in/notes.md": "#",
    "in/.hidden/a.csv": CSV,
    "in/sub/": "",
  });
  expect(await take(bucket, "in/")).toEqual(nothingTaken);
  expect(names((await take(bucket, "in/data.dat")).registered)).toEqual(["data.dat"]);
  expect(await take(bucket, "none")).toEqual(nothingTaken);
});

test("thousands are taken page by page; taken again, all of them are known", { timeout: 120_000 }, async () => {
  const { take, rows } = await aDataset();
  const keys = Array.from({ length: 1_203 }, (_, n) => [`drawer/${`${n}`.padStart(5, "0")}.csv`, `${n}`]);
  const { bucket } = await filledBucket(Object.fromEntries(keys));
  const all = async () => {
    const pages: ObjectsTaken[] = [];
    for (let after: string | undefined; ; ) {
      const page = await take(bucket, "drawer/", { after });
      pages.push(page);
      if (page.next === null) return pages;
      after = page.next;
    }
  };
  expect((await all()).map(({ registered }) => registered.length)).toEqual([1_000, 203]);
  expect(await rows()).toHaveLength(1_203);
  expect((await all()).map(({ known, registered }) => [known.length, registered.length])).toEqual([
    [1_000, 0],
    [203, 0],
  ]);
});

test("an object that changed is told apart, read as what it was never again, and replaced when that is asked for", async () => {
  const { take, rows } = await aDataset();
  const { bucket, put } = await filledBucket({ "a.csv": CSV });
  await take(bucket);
  const [before] = await rows();
  await put("a.csv", `${CSV}2020-01-03,301\n`);
  const reading = readRange({ bucket, key: "a.csv" }, before?.etag ?? "", 0, 4);
  await expect(reading).rejects.toThrow(
    `The object s3://${bucket}/a.csv has changed since it was imported. Import it again.`,
  );
  expect((await take(bucket)).refused).toMatchObject([{ path: "a.csv", differs: true, message: /differs from it/ }]);
  expect(names((await take(bucket, "", { replace: true })).registered)).toEqual(["a.csv"]);
  const after = await rows();
  expect(after).toHaveLength(1);
  expect(after[0]?.etag).not.toBe(before?.etag);
  expect(await db().job.findFirst({ where: { subject: before?.id ?? "" } })).toMatchObject({ state: "cancelled" });
});

test("the same bytes that were uploaded under this name are known; others are replaced with their object", async () => {
  const { owner, datasetId, take, rows } = await aDataset();
  const same = await arrivedFile(owner, datasetId, "same.csv", CSV);
  const other = await arrivedFile(owner, datasetId, "other.csv", "x\n1\n");
  const { bucket } = await filledBucket({ "same.csv": CSV, "other.csv": CSV });
  const first = await take(bucket);
  expect(first.known).toMatchObject([{ path: "same.csv", where: "same.csv" }]);
  expect(first.refused).toMatchObject([{ path: "other.csv", differs: true }]);
  await take(bucket, "", { replace: true });
  expect(await findObject(`raw/${datasetId}/${other.id}`)).toBeUndefined();
  expect(await findObject(`raw/${datasetId}/${same.id}`)).toBeDefined();
  expect((await rows()).map(({ bucket: place }) => place)).toEqual([bucket, null]);
});

test("nothing that happens to a file deletes or changes an object that was imported in place", async () => {
  const { owner, datasetId, take, rows } = await aDataset();
  const { bucket, put } = await filledBucket({ "raw/a.csv": CSV, "b.csv": CSV });
  await take(bucket);
  const objects = async () => [
    await findObject({ bucket, key: "raw/a.csv" }),
    await findObject({ bucket, key: "b.csv" }),
  ];
  const before = await objects();
  const [b, a] = await rows();
  await expect(cancelUpload(owner, a?.id ?? "")).rejects.toMatchObject({ kind: "conflict" });
  await db().sourceFile.updateMany({
    where: { id: b?.id ?? "" },
    data: { state: "failed", failure: "It cannot be read." },
  });
  const again = await startUploads(owner, datasetId, [
    newFile("b.csv", 3),
    { ...newFile("raw/a.csv", 3), replace: true },
  ]);
  expect(names(again.tickets)).toEqual(["b.csv", "raw/a.csv"]);
  const blob = new Blob(["x\n1"]);
  for (const ticket of again.tickets)
    await completeUpload(owner, ticket.fileId, [await putPart(owner, datasetId, ticket, blob)]);
  await sweepUploads(0);
  expect((await rows()).map((row) => row.bucket)).toEqual([null, null]);
  expect(await objects()).toEqual(before);
  await put("b.csv", "x,y\n1,2\n");
  await take(bucket, "", { replace: true });
  await db().dataset.delete({ where: { id: datasetId } });
  expect((await objects()).map((object) => object?.bytes)).toEqual([CSV.length, 8]);
});

test("only buckets and prefixes on the list can be named, and never what is the application's own", async () => {
  const { take, rows, owner, datasetId } = await aDataset();
  await arrivedFile(owner, datasetId, "mine.csv");
  const { bucket } = await filledBucket({ "prices/a.csv": CSV, "secrets/b.csv": CSV });
  const allowed = env().PARQUETRY_IMPORT_BUCKETS;
  allowed.splice(0, allowed.length, `${bucket}/prices/`);
  await expect(take(bucket)).rejects.toThrow(/is not allowed here. .* PARQUETRY_IMPORT_BUCKETS=theirs-/);
  await expect(take(bucket, "secrets/")).rejects.toMatchObject({ kind: "forbidden" });
  expect(names((await take(bucket, "prices/")).registered)).toEqual(["a.csv"]);
  const own = env().S3_BUCKET;
  await expect(take(own)).rejects.toMatchObject({ kind: "forbidden" });
  allowed.push(own);
  for (const prefix of ["raw", "raw/", `raw/${datasetId}`, "lake/"])
    await expect(take(own, prefix)).rejects.toThrow(/this application's own/);
  expect(await take(own)).toEqual(nothingTaken);
  expect(await rows()).toHaveLength(2);
});

test("a look counts the tables of each page and takes none; what may not be imported may not be looked at", async () => {
  const { bucket } = await filledBucket({ "drawer/a.csv": CSV, "drawer/b.txt": CSV, "drawer/readme.md": "-" });
  expect(await lookAtObjects({ bucket, prefix: "drawer" })).toEqual({ tables: 2, next: null });
  expect(await lookAtObjects({ bucket, prefix: "drawer", after: "drawer/a.csv" })).toEqual({ tables: 1, next: null });
  expect(await lookAtObjects({ bucket, prefix: "drawr" })).toEqual({ tables: 0, next: null });
  await expect(lookAtObjects({ bucket: "secret-bucket", prefix: "" })).rejects.toMatchObject({ kind: "forbidden" });
});

test("a bucket that is not there, a name that is none, and another's dataset are refused with a sentence", async () => {
  const { take, datasetId } = await aDataset();
  env().PARQUETRY_IMPORT_BUCKETS.push("no-such-bucket");
  await expect(take("no-such-bucket")).rejects.toThrow("There is no bucket no-such-bucket in the object store.");
  expect(ObjectsOrder.safeParse({ bucket: "../x" }).success).toBe(false);
  const order = ObjectsOrder.parse({ bucket: "no-such-bucket" });
  await expect(registerObjects(await someone(), datasetId, order)).rejects.toMatchObject({ kind: "not_found" });
});

test("quotas hold for objects in place, and do not count them as unfinished uploads", async () => {
  const { take, owner, datasetId } = await aDataset();
  const { bucket } = await filledBucket({ "a.csv": CSV, "b.csv": CSV, "c.csv": CSV });
  const before = { ...env() };
  Object.assign(env(), { PARQUETRY_QUOTA_FILES: 2, PARQUETRY_QUOTA_UPLOADS: 0 });
  const { registered, refused } = await take(bucket);
  Object.assign(env(), before);
  expect([registered.length, refused.length]).toEqual([2, 1]);
  expect(refused[0]?.message).toMatch(/You have 2 files, as many as are allowed/);
  expect(await getDataset(owner, datasetId)).toMatchObject({ stage: "inspecting", files: { count: 2 } });
});
