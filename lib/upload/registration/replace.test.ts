import { expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import { findObject } from "#lib/platform/storage.ts";
import { completeUpload } from "#lib/upload/complete-upload.ts";
import { crc32InNode } from "#lib/upload/crc32-in-node.ts";
import { takeFingerprint } from "#lib/upload/fingerprint.ts";
import { putInNode } from "#lib/upload/put-in-node.ts";
import { madeFile, PART } from "#lib/upload/sources-under-test.ts";
import { Transfer } from "#lib/upload/transfer.ts";
import type { Source } from "#lib/upload/transfer-file.ts";
import { cancelUpload, getDataset } from "#lib/upload/upload.ts";
import { apiOf, emptyDataset, newFile, putPart, someone, withUploadServices } from "#lib/upload/uploads-under-test.ts";
import { startUploads } from "./start-uploads.ts";

withUploadServices();

const OLD = madeFile("2019/a.csv", 5_000, 1);
const NEW = madeFile("2019/a.csv", 6_000, 2);

async function aDataset() {
  const owner = await someone();
  const datasetId = await emptyDataset(owner);
  const open = () => new Transfer(datasetId, { api: apiOf(owner), put: putInNode, crc32: crc32InNode });
  const send = async (...sources: Source[]) => {
    const transfer = open();
    transfer.add(sources);
    return { transfer, ...(await transfer.settled()) };
  };
  const rows = () =>
    db().sourceFile.findMany({ where: { datasetId }, orderBy: [{ path: "asc" }, { createdAt: "asc" }] });
  const converted = (id: string) => db().sourceFile.update({ where: { id }, data: { state: "converted" } });
  return { owner, datasetId, send, rows, converted };
}

test("a file that changed after it had arrived is said to differ, and takes the old one's place when that is asked for", async () => {
  const { datasetId, send, rows, converted } = await aDataset();
  await send(OLD);
  const [old] = await rows();
  await converted(old?.id ?? "");
  const { transfer, files } = await send(NEW);
  expect(files).toMatchObject([{ state: "failed", differs: true, failure: /one differs from it. Replace that one/ }]);
  expect(await rows()).toHaveLength(1);
  transfer.replaceFile(NEW.path);
  expect((await transfer.settled()).files).toMatchObject([{ state: "done", differs: false, failure: null }]);
  const [row, ...others] = await rows();
  expect(others).toEqual([]);
  expect(row).toMatchObject({ path: "2019/a.csv", state: "uploaded", bytes: 6_000n, replaces: "" });
  expect(await findObject(old?.objectKey ?? "")).toBeUndefined();
  expect(await findObject(`raw/${datasetId}/${row?.id}`)).toMatchObject({ bytes: 6_000 });
  expect(await db().job.findFirst({ where: { subject: row?.id ?? "" } })).toMatchObject({ kind: "file.inspect" });
  expect(await db().job.findFirst({ where: { subject: old?.id ?? "" } })).toMatchObject({ state: "cancelled" });
});

test("all that differ are replaced together; the same bytes are still not sent", async () => {
  const { send, rows } = await aDataset();
  const others = ["b.csv", "c.csv"].map((path, n) => madeFile(path, 500, 10 + n));
  await send(OLD, ...others);
  const changed = [NEW, madeFile("b.csv", 500, 99)];
  const { transfer, counts } = await send(...changed, madeFile("c.csv", 500, 11));
  expect(counts).toMatchObject({ failed: 2, skipped: 1 });
  transfer.replaceDiffering();
  expect((await transfer.settled()).counts).toMatchObject({ done: 2, skipped: 1, failed: 0 });
  expect((await rows()).map(({ path }) => path)).toEqual(["2019/a.csv", "b.csv", "c.csv"]);
});

test("a file with another one's bytes is not taken for that one when its own name is here with other bytes", async () => {
  const { send } = await aDataset();
  const [a, b] = [madeFile("a.csv", 500, 1), madeFile("b.csv", 500, 2)];
  await send(a, b);
  const { files } = await send({ ...a, path: "b.csv" });
  expect(files).toMatchObject([{ path: "b.csv", state: "failed", differs: true }]);
});

test("the old file stays, and counts, until the new one is whole; giving the new one up changes nothing", async () => {
  const { owner, datasetId, send, rows, converted } = await aDataset();
  await send(OLD);
  const [old] = await rows();
  await converted(old?.id ?? "");
  const asked = { ...newFile(OLD.path, 2 * PART), replace: true };
  const { tickets } = await startUploads(owner, datasetId, [asked]);
  const [ticket] = tickets;
  if (!ticket) throw new Error("There is no ticket");
  const blob = new Blob([new Uint8Array(2 * PART)]);
  await putPart(owner, datasetId, ticket, blob, 1);
  expect((await getDataset(owner, datasetId)).files.byState).toMatchObject({ converted: 1, uploading: 1 });
  await expect(completeUpload(owner, ticket.fileId, [])).rejects.toMatchObject({ kind: "invalid_input" });
  expect(await startUploads(owner, datasetId, [newFile(OLD.path, 9)])).toMatchObject({ refused: [{ differs: true }] });
  expect(await rows()).toHaveLength(2);
  await cancelUpload(owner, ticket.fileId);
  expect((await getDataset(owner, datasetId)).files.byState).toMatchObject({ converted: 1, cancelled: 1 });
  expect(await findObject(old?.objectKey ?? "")).toMatchObject({ bytes: 5_000 });
});

test("a replacement that was broken off goes on where it was, and is put in its place once", async () => {
  const { owner, datasetId, send, rows } = await aDataset();
  await send(OLD);
  const source = madeFile(OLD.path, PART + 5, 7);
  const { files } = await send(source);
  expect(files).toMatchObject([{ differs: true }]);
  const fingerprint = await takeFingerprint(source.blob, crc32InNode, new AbortController().signal);
  const asked = { ...newFile(source.path, source.blob.size), fingerprint, replace: true };
  const [ticket] = (await startUploads(owner, datasetId, [asked])).tickets;
  if (!ticket) throw new Error("There is no ticket");
  const sent = [await putPart(owner, datasetId, ticket, source.blob, 1)];
  const [again] = (await startUploads(owner, datasetId, [{ ...asked, replace: false }])).tickets;
  expect(again).toMatchObject({ fileId: ticket.fileId, arrived: [{ number: 1 }] });
  sent.push(await putPart(owner, datasetId, ticket, source.blob, 2));
  const ends = await Promise.all([1, 2].map(() => completeUpload(owner, ticket.fileId, sent)));
  for (const end of ends) expect(end).toMatchObject({ id: ticket.fileId, state: "uploaded" });
  expect((await rows()).map(({ id, replaces }) => ({ id, replaces }))).toEqual([{ id: ticket.fileId, replaces: "" }]);
});
