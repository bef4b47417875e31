import { expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import { env } from "#lib/platform/env.ts";
import { abortMultipart, completeMultipart, createMultipart, listParts, presignPart } from "#lib/platform/storage.ts";
import { completeUpload } from "#lib/upload/complete-upload.ts";
import { type NewFile, PAUSED_UPLOAD_DAYS, type UploadTicket } from "#lib/upload/contract.ts";
import { toBase64 } from "#lib/upload/crc32.ts";
import { crc32InNode } from "#lib/upload/crc32-in-node.ts";
import { takeFingerprint } from "#lib/upload/fingerprint.ts";
import { inLanes } from "#lib/upload/lanes.ts";
import { madeFile, PART } from "#lib/upload/sources-under-test.ts";
import type { Source } from "#lib/upload/transfer-file.ts";
import { listUnfinished } from "#lib/upload/unfinished.ts";
import { sweepUploads } from "#lib/upload/upload.ts";
import { emptyDataset, newFile, putPart, someone, withUploadServices } from "#lib/upload/uploads-under-test.ts";
import { startUploads } from "./start-uploads.ts";

withUploadServices();

async function aPlace() {
  const owner = await someone();
  const datasetId = await emptyDataset(owner);
  const start = (...files: NewFile[]) => startUploads(owner, datasetId, files);
  const register = async (source: Source, more: Partial<NewFile> = {}): Promise<UploadTicket> => {
    const { tickets, refused, known } = await start({ ...(await announced(source)), ...more });
    const [ticket] = tickets;
    if (!ticket) throw new Error(JSON.stringify({ refused, known }));
    return ticket;
  };
  const put = (ticket: UploadTicket, { blob }: Source, number: number) =>
    putPart(owner, datasetId, ticket, blob, number);
  const arrive = async (source: Source) => {
    const ticket = await register(source);
    const sent = [];
    for (let number = 1; number <= ticket.partCount; number++) sent.push(await put(ticket, source, number));
    return completeUpload(owner, ticket.fileId, sent);
  };
  const row = (id: string) => db().sourceFile.findUniqueOrThrow({ where: { id } });
  return { owner, datasetId, start, register, put, arrive, row };
}

async function announced({ path, blob }: Source): Promise<NewFile> {
  const fingerprint = await takeFingerprint(blob, crc32InNode, new AbortController().signal);
  return { ...newFile(path, blob.size), fingerprint };
}

test("registering the same file again goes on with its upload, and says which parts are there", async () => {
  const { register, put } = await aPlace();
  const source = madeFile("a.csv", 3 * PART + 5);
  const first = await register(source);
  expect(first).toMatchObject({ arrived: [], enforcesChecksums: true, restarted: false, partCount: 4 });
  const [second, fourth] = [await put(first, source, 2), await put(first, source, 4)];
  const again = await register(source);
  expect(again).toMatchObject({ fileId: first.fileId, partBytes: first.partBytes, restarted: false });
  const bare = (etag: string) => etag.replaceAll('"', "");
  expect(again.arrived).toEqual([
    { number: 2, etag: bare(second.etag), crc32: second.crc32 },
    { number: 4, etag: bare(fourth.etag), crc32: fourth.crc32 },
  ]);
});

test("a thousand and one parts are all listed, in their order", async () => {
  const key = crypto.randomUUID();
  const uploadId = await createMultipart(key, "text/csv", { checksums: true });
  const crc32 = toBase64(await crc32InNode(new Blob(["x"]), new AbortController().signal));
  const numbers = Array.from({ length: 1_001 }, (_, index) => index + 1);
  await inLanes(8, numbers.toReversed(), async (number) => {
    const { url, headers } = await presignPart(key, uploadId, { number, bytes: 1, crc32 });
    expect((await fetch(url, { method: "PUT", headers, body: "x" })).status).toBe(200);
  });
  const parts = await listParts(key, uploadId);
  expect(parts.map(({ number }) => number)).toEqual(numbers);
  expect(new Set(parts.map((part) => part.crc32))).toEqual(new Set([crc32]));
});

test("another size or fingerprint at the same path starts from the start and says so; without one nobody knows", async () => {
  const { register } = await aPlace();
  const first = await register(madeFile("a.csv", PART, 1));
  const second = await register(madeFile("a.csv", PART, 2));
  expect(second).toMatchObject({ restarted: true, arrived: [] });
  expect(second.fileId).not.toBe(first.fileId);
  expect(await register(madeFile("a.csv", PART + 1, 2))).toMatchObject({ restarted: true });
  expect(await register(madeFile("a.csv", PART + 1, 2), { fingerprint: null })).toMatchObject({ restarted: false });
});

test("a file that has arrived under any name is known, and registers again only when it is told to", async () => {
  const { arrive, start, register, datasetId } = await aPlace();
  const source = madeFile("2019/a.csv", 5_000);
  const { id: fileId, crc32 } = await arrive(source);
  expect(crc32).toMatch(/==$/);
  const moved = { ...source, path: "2020/\u202Ea.csv" };
  const answer = await start(await announced(moved), await announced(source));
  expect(answer).toMatchObject({ tickets: [], refused: [] });
  expect(answer.known).toEqual([
    { path: "2020/\u202Ea.csv", fileId, crc32, where: "2019/a.csv" },
    { path: "2019/a.csv", fileId, crc32, where: "2019/a.csv" },
  ]);
  expect(await db().sourceFile.count({ where: { datasetId } })).toBe(1);
  await register(moved, { again: true });
  const { refused } = await start({ ...(await announced(source)), again: true });
  expect(refused).toMatchObject([{ message: expect.stringMatching(/already has a file of this name/) }]);
});

test("another dataset, or another user's, knows nothing of it", async () => {
  const source = madeFile("a.csv", 5_000);
  await (await aPlace()).arrive(source);
  const { start } = await aPlace();
  expect(await start(await announced(source))).toMatchObject({ known: [], tickets: [{ arrived: [] }] });
});

test("an upload that the store no longer knows is opened again in the same row", async () => {
  const { register, put, row } = await aPlace();
  const source = madeFile("a.csv", PART + 5);
  const first = await register(source);
  await put(first, source, 1);
  const { objectKey, uploadId } = await row(first.fileId);
  await abortMultipart(objectKey, uploadId ?? "");
  expect(await register(source)).toMatchObject({ fileId: first.fileId, arrived: [] });
  expect((await row(first.fileId)).uploadId).not.toBe(uploadId);
});

test("an object that was put together and not written down is found, and known", async () => {
  const { register, put, row, start } = await aPlace();
  const source = madeFile("a.csv", PART + 5);
  const ticket = await register(source);
  const sent = [await put(ticket, source, 1), await put(ticket, source, 2)];
  const { objectKey, uploadId } = await row(ticket.fileId);
  const parts = await listParts(objectKey, uploadId ?? "");
  await completeMultipart(objectKey, uploadId ?? "", parts, { bytes: source.blob.size, crc32: null });
  const { known, tickets } = await start(await announced(source));
  expect(tickets).toEqual([]);
  expect(known).toMatchObject([{ path: "a.csv", where: "a.csv", fileId: ticket.fileId }]);
  const { state, crc32 } = await row(ticket.fileId);
  expect({ state, crc32 }).toEqual({ state: "uploaded", crc32: known[0]?.crc32 });
  expect(sent).toHaveLength(2);
  expect(await db().job.count({ where: { subject: ticket.fileId } })).toBe(1);
});

test("an upload that was opened without checksums is not mixed with parts that have them", async () => {
  const { register, put } = await aPlace();
  const source = madeFile("a.csv", PART + 5);
  env().S3_CHECKSUMS = "off";
  const first = await register(source);
  expect(first.enforcesChecksums).toBe(false);
  await put(first, source, 1);
  env().S3_CHECKSUMS = "on";
  expect(await register(source)).toMatchObject({ fileId: first.fileId, arrived: [], enforcesChecksums: true });
});

test("two registrations at once of one file end in one upload", async () => {
  const { register, put, owner } = await aPlace();
  const source = madeFile("a.csv", 50);
  const tickets = await Promise.all([register(source), register(source), register(source)]);
  expect(new Set(tickets.map(({ fileId }) => fileId)).size).toBe(1);
  const [ticket] = tickets;
  if (!ticket) throw new Error("There is no ticket");
  const sent = await put(ticket, source, 1);
  expect(await completeUpload(owner, ticket.fileId, [sent])).toMatchObject({ state: "uploaded" });
});

test("unfinished uploads are listed with what has arrived and until when they live, to their owner alone", async () => {
  const { register, put, owner, datasetId, row } = await aPlace();
  const source = madeFile("a.csv", PART + 5);
  const ticket = await register(source);
  await put(ticket, source, 2);
  const { uploads, total } = await listUnfinished(owner, datasetId);
  expect(total).toBe(1);
  const { heardAt, fingerprint } = await row(ticket.fileId);
  const expiresAt = new Date(heardAt.getTime() + PAUSED_UPLOAD_DAYS * 86_400_000).toISOString();
  const { fileId, path, bytes, partBytes, partCount } = ticket;
  const shape = { fileId, path, bytes, partBytes, partCount, lastModified: null };
  expect(uploads).toEqual([{ ...shape, fingerprint, arrivedParts: 1, arrivedBytes: 5, expiresAt }]);
  await expect(listUnfinished(await someone(), datasetId)).rejects.toMatchObject({ kind: "not_found" });
});

test("an upload lives for a week after it was last heard of; registered again after that it starts anew", async () => {
  const { register, put, row, owner, datasetId } = await aPlace();
  const source = madeFile("a.csv", PART + 5);
  const first = await register(source);
  await put(first, source, 1);
  const longAgo = new Date(Date.now() - (PAUSED_UPLOAD_DAYS * 24 + 1) * 3_600_000);
  const age = () => db().sourceFile.update({ where: { id: first.fileId }, data: { heardAt: longAgo } });
  await age();
  await register(source);
  expect(await sweepUploads()).toBe(0);
  await age();
  await put(first, source, 2);
  expect(await sweepUploads()).toBe(0);
  await age();
  expect(await sweepUploads()).toBe(1);
  expect((await row(first.fileId)).failure).toMatch(/nothing was heard of its upload for 7 days/);
  expect(await listUnfinished(owner, datasetId)).toEqual({ uploads: [], total: 0 });
  expect(await register(source)).toMatchObject({ arrived: [], restarted: false });
});

test.each([
  ["bytes", { PARQUETRY_QUOTA_BYTES: 25 }, /you would hold 30 B, more than the 25 B allowed/],
  ["files", { PARQUETRY_QUOTA_FILES: 2 }, /You have 2 files, as many as are allowed/],
  ["unfinished uploads", { PARQUETRY_QUOTA_UPLOADS: 2 }, /You have 2 unfinished uploads/],
])("a user's quota of %s is kept, file by file and over all requests at once", async (_, limit, sentence) => {
  const before = { ...env() };
  Object.assign(env(), limit);
  const { start, datasetId } = await aPlace();
  const names = ["a", "b", "c", "d"];
  const answers = await Promise.all(names.map((name) => start(newFile(name, 10))));
  const refused = answers.flatMap((answer) => answer.refused);
  expect(answers.flatMap(({ tickets }) => tickets)).toHaveLength(2);
  expect(refused).toHaveLength(2);
  for (const { message } of refused) expect(message).toMatch(sentence);
  const [there] = answers.flatMap(({ tickets }) => tickets);
  await db().sourceFile.updateMany({ where: { id: there?.fileId }, data: { state: "cancelled" } });
  expect((await start(newFile("e", 10))).tickets).toHaveLength(1);
  expect((await start(newFile("f", 10), newFile("g", 0))).refused.map(({ path }) => path)).toContain("f");
  expect(await db().sourceFile.count({ where: { datasetId, state: "uploading" } })).toBeLessThanOrEqual(3);
  Object.assign(env(), before);
});
