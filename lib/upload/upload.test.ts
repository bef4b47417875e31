import { text } from "node:stream/consumers";
import { ListMultipartUploadsCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import { env } from "#lib/platform/env.ts";
import { openObject } from "#lib/platform/storage.ts";
import { startUploads } from "#lib/upload/registration/start-uploads.ts";
import { completeUpload } from "./complete-upload.ts";
import { DatasetView, FileView, PAUSED_UPLOAD_DAYS } from "./contract.ts";
import { cancelUpload, createDataset, getDataset, listDatasets, listFiles, signParts, sweepUploads } from "./upload.ts";
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

const nothing = [{ etag: "x", crc32: null }];

test("a file arrives byte for byte and its inspection is asked for", async () => {
  const owner = await someone();
  const datasetId = await emptyDataset(owner);
  const file = await arrivedFile(owner, datasetId, "prices/aapl.csv", "date,close\n2020-01-02,300\n");
  expect(FileView.parse(file)).toMatchObject({ path: "prices/aapl.csv", bytes: 26, state: "uploaded", rows: null });
  const stored = await text(await openObject(`raw/${datasetId}/${file.id}`));
  expect(stored).toBe("date,close\n2020-01-02,300\n");
  expect(await db().job.findFirst({ where: { subject: file.id } })).toMatchObject({
    kind: "file.inspect",
    state: "queued",
    ownerId: owner.id,
  });
});

test("an empty file is one part of no bytes", async () => {
  const owner = await someone();
  const datasetId = await emptyDataset(owner);
  expect(await arrivedFile(owner, datasetId, "empty.csv", "")).toMatchObject({ bytes: 0, state: "uploaded" });
});

test("completing twice, even at once, gives one answer and one inspection", async () => {
  const owner = await someone();
  const datasetId = await emptyDataset(owner);
  const ticket = await register(owner, datasetId, "a.csv", 3);
  const etag = await putPart(owner, datasetId, ticket, new Blob(["a\n1"]));
  const answers = await Promise.all([1, 2, 3].map(() => completeUpload(owner, ticket.fileId, [etag])));
  answers.push(await completeUpload(owner, ticket.fileId, [etag]));
  for (const answer of answers) expect(answer).toMatchObject({ id: ticket.fileId, state: "uploaded" });
  expect(await db().job.count({ where: { subject: ticket.fileId } })).toBe(1);
});

test("names of any kind are kept for people and never become a key", async () => {
  const owner = await someone();
  const datasetId = await emptyDataset(owner);
  const names = [
    "../../etc/passwd",
    `"; DROP TABLE x; --'.csv`,
    "📈".repeat(300),
    "a".repeat(300),
    "CON",
    "__proto__",
    "exe.\u202Evsc",
  ];
  const { tickets, refused } = await startUploads(
    owner,
    datasetId,
    names.map((name) => newFile(name)),
  );
  expect(refused).toEqual([]);
  expect(tickets.map(({ path }) => path)).toEqual(names);
  const rows = await db().sourceFile.findMany({ where: { datasetId } });
  for (const { id, objectKey } of rows) expect(objectKey).toBe(`raw/${datasetId}/${id}`);
  expect(rows.map(({ path }) => path)).toContain("exe.vsc");
});

test("a file that cannot be taken is refused alone, with a reason", async () => {
  const owner = await someone();
  const datasetId = await emptyDataset(owner);
  await arrivedFile(owner, datasetId, "here.csv");
  const { tickets, refused } = await startUploads(owner, datasetId, [
    newFile("here.csv"),
    newFile("\u0000\u202E"),
    newFile("deep/".repeat(500)),
    newFile("huge.csv", 49 * 2 ** 40),
    newFile("good.csv"),
    newFile("good\u0000.csv"),
  ]);
  expect(tickets.map(({ path }) => path)).toEqual(["good.csv"]);
  const reasons = new Map(refused.map(({ path, message }) => [path, message]));
  expect(reasons.get("here.csv")).toMatch(/already has a file of this name, and this one differs/);
  expect(reasons.get("\u0000\u202E")).toMatch(/no visible character/);
  expect(reasons.get("deep/".repeat(500))).toMatch(/longer than 2,000 bytes/);
  expect(reasons.get("huge.csv")).toMatch(/larger than 48.8 TiB/);
  expect(reasons.get("good\u0000.csv")).toMatch(/same name/);
});

test("a path that did not arrive starts anew, and the earlier try is over", async () => {
  const owner = await someone();
  const datasetId = await emptyDataset(owner);
  const first = await register(owner, datasetId, "a.csv", 3);
  await putPart(owner, datasetId, first, new Blob(["old"]));
  const second = await register(owner, datasetId, "a.csv", 3);
  expect(second.fileId).not.toBe(first.fileId);
  await expect(signParts(owner, datasetId, [{ fileId: first.fileId, number: 1, crc32: null }])).rejects.toThrow(
    /any more/,
  );
  await expect(completeUpload(owner, first.fileId, nothing)).rejects.toMatchObject({ kind: "not_found" });
  const etag = await putPart(owner, datasetId, second, new Blob(["new"]));
  await completeUpload(owner, second.fileId, [etag]);
  expect((await listFiles(owner, datasetId)).files).toHaveLength(1);
  expect(await openUploads()).not.toContain(`raw/${datasetId}/${first.fileId}`);
});

test("a cancelled upload leaves nothing in the store and can start anew", async () => {
  const owner = await someone();
  const datasetId = await emptyDataset(owner);
  const ticket = await register(owner, datasetId, "a.csv", 3);
  await putPart(owner, datasetId, ticket, new Blob(["abc"]));
  await cancelUpload(owner, ticket.fileId);
  await cancelUpload(owner, ticket.fileId);
  expect(await openUploads()).not.toContain(`raw/${datasetId}/${ticket.fileId}`);
  await expect(completeUpload(owner, ticket.fileId, nothing)).rejects.toMatchObject({ kind: "conflict" });
  expect(await arrivedFile(owner, datasetId, "a.csv")).toMatchObject({ state: "uploaded" });
});

test("a file that has arrived cannot be cancelled any more", async () => {
  const owner = await someone();
  const file = await arrivedFile(owner, await emptyDataset(owner), "a.csv");
  await expect(cancelUpload(owner, file.id)).rejects.toMatchObject({ kind: "conflict" });
});

test("an upload of which nothing was heard for a week is given up", async () => {
  const owner = await someone();
  const datasetId = await emptyDataset(owner);
  const left = await register(owner, datasetId, "left.csv", 3);
  const recent = await register(owner, datasetId, "recent.csv", 3);
  const slow = await register(owner, datasetId, "slow.csv", 3);
  const longAgo = new Date(Date.now() - (PAUSED_UPLOAD_DAYS * 24 + 1) * 3_600_000);
  const all = [left.fileId, recent.fileId, slow.fileId];
  await db().sourceFile.updateMany({ where: { id: { in: all } }, data: { createdAt: longAgo } });
  await db().sourceFile.updateMany({ where: { id: { in: [left.fileId, slow.fileId] } }, data: { heardAt: longAgo } });
  await putPart(owner, datasetId, slow, new Blob(["abc"]));
  expect(await sweepUploads()).toBe(1);
  const { files } = await listFiles(owner, datasetId);
  expect(files.find(({ id }) => id === left.fileId)).toMatchObject({
    state: "failed",
    failure: expect.stringMatching(/never arrived/),
  });
  expect(files.find(({ id }) => id === recent.fileId)).toMatchObject({ state: "uploading" });
  expect(await openUploads()).not.toContain(`raw/${datasetId}/${left.fileId}`);
  await expect(completeUpload(owner, left.fileId, nothing)).rejects.toThrow(/never arrived/);
});

test("what belongs to another user, or is no id at all, is not there", async () => {
  const [owner, stranger] = [await someone(), await someone()];
  const datasetId = await emptyDataset(owner);
  const ticket = await register(owner, datasetId, "a.csv", 3);
  const ids = [datasetId, crypto.randomUUID(), "1", "../x", ""];
  for (const id of ids) {
    await expect(getDataset(stranger, id)).rejects.toMatchObject({ kind: "not_found" });
    await expect(listFiles(stranger, id)).rejects.toMatchObject({ kind: "not_found" });
    await expect(startUploads(stranger, id, [newFile("b.csv")])).rejects.toMatchObject({ kind: "not_found" });
    await expect(signParts(stranger, id, [{ fileId: ticket.fileId, number: 1, crc32: null }])).rejects.toMatchObject({
      kind: "not_found",
    });
  }
  for (const id of [ticket.fileId, crypto.randomUUID(), "1"]) {
    await expect(completeUpload(stranger, id, nothing)).rejects.toMatchObject({ kind: "not_found" });
    await expect(cancelUpload(stranger, id)).rejects.toMatchObject({ kind: "not_found" });
  }
  const ownDataset = await emptyDataset(stranger);
  await expect(
    signParts(stranger, ownDataset, [{ fileId: ticket.fileId, number: 1, crc32: null }]),
  ).rejects.toMatchObject({
    kind: "not_found",
  });
  expect((await listDatasets(stranger)).datasets.map(({ id }) => id)).toEqual([ownDataset]);
});

test("a dataset tells what it holds and where it stands", async () => {
  const owner = await someone();
  const datasetId = await emptyDataset(owner);
  expect(await getDataset(owner, datasetId)).toMatchObject({ stage: "empty", files: { count: 0, bytes: 0 } });
  await arrivedFile(owner, datasetId, "a.csv", "123456");
  const ticket = await register(owner, datasetId, "b.csv", 4);
  expect(await getDataset(owner, datasetId)).toMatchObject({
    stage: "uploading",
    files: { count: 2, bytes: 10, byState: { uploaded: 1, uploading: 1 } },
  });
  await cancelUpload(owner, ticket.fileId);
  const view = DatasetView.parse(await getDataset(owner, datasetId));
  expect(view).toMatchObject({ stage: "inspecting", files: { count: 1, bytes: 6 }, version: null, runs: [] });
  expect(view.jobs).toMatchObject([{ kind: "file.inspect", state: "queued", attempts: 0 }]);
  expect((await listDatasets(owner)).datasets).toEqual([view]);
});

test("a dataset shows its newest version and the runs over all of them", async () => {
  const owner = await someone();
  const datasetId = await emptyDataset(owner);
  const recipe = await db().recipe.create({ data: { datasetId, version: 1, signature: "s", body: {} } });
  const manifest = { shards: [{ key: "k" }], files: 2, period: null, tickers: 7, sectors: null, columns: [] };
  const attemptId = crypto.randomUUID();
  const base = { datasetId, recipeId: recipe.id, attemptId, manifest, rawBytes: 10n, parquetBytes: 5n };
  const first = await db().datasetVersion.create({ data: { ...base, number: 1, contentHash: "a", rows: 1n } });
  const second = await db().datasetVersion.create({ data: { ...base, number: 2, contentHash: "b", rows: 2n } });
  const run = { ownerId: owner.id, strategy: "moving-average", preset: "causal", params: {} };
  const done = { ...run, datasetVersionId: first.id, contentHash: `${owner.id}1`, publishedAt: new Date() };
  await db().run.create({ data: done });
  await db().run.create({ data: { ...run, datasetVersionId: second.id, contentHash: `${owner.id}2` } });
  const view = DatasetView.parse(await getDataset(owner, datasetId));
  expect(view.version).toMatchObject({ id: second.id, number: 2, rows: 2, files: 2, tickers: 7, sectors: null });
  expect(view.runs.map(({ state }) => state)).toEqual(["queued", "succeeded"]);
});

test("a bucket that is not there is said in words, and the files can be sent once it is", async () => {
  const owner = await someone();
  const datasetId = await emptyDataset(owner);
  const { S3_BUCKET } = env();
  env().S3_BUCKET = "there-is-no-such-bucket";
  await expect(register(owner, datasetId, "a.csv", 3)).rejects.toMatchObject({
    kind: "storage_unavailable",
    message: expect.stringMatching(/NoSuchBucket.*Check the bucket/),
  });
  env().S3_BUCKET = S3_BUCKET;
  expect(await arrivedFile(owner, datasetId, "a.csv")).toMatchObject({ state: "uploaded" });
});

test("a dataset's name is the owner's own", async () => {
  const [owner, other] = [await someone(), await someone()];
  await createDataset(owner, { name: "Prices" });
  await expect(createDataset(owner, { name: " Pri\u0000ces " })).rejects.toMatchObject({ kind: "conflict" });
  await expect(createDataset(owner, { name: "\u202E" })).rejects.toMatchObject({ kind: "invalid_input" });
  await expect(createDataset(other, { name: "Prices" })).resolves.toBeDefined();
});

/** Keys of all multipart uploads the store still holds. */
async function openUploads(): Promise<(string | undefined)[]> {
  const { S3_BUCKET, S3_ENDPOINT } = env();
  const s3 = new S3Client({ endpoint: S3_ENDPOINT, forcePathStyle: true });
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: S3_BUCKET }));
  return Uploads.map(({ Key }) => Key);
}
