import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import { completeMultipart, listParts } from "#lib/platform/storage.ts";
import { completeUpload } from "./complete-upload.ts";
import type { CompletedPart } from "./contract.ts";
import { toBase64 } from "./crc32.ts";
import { signParts } from "./upload.ts";
import { emptyDataset, putPart, register, someone, withUploadServices } from "./uploads-under-test.ts";

withUploadServices();

const nothing = { etag: "a", crc32: null };
const MIB = 2 ** 20;
const twoParts = new Blob([Buffer.alloc(16 * MIB, "a"), Buffer.alloc(100, "b")]);

/** Of a hundred times the letter. */
const crcOf = (letter: string): string => toBase64(crc32(Buffer.alloc(100, letter)));

/** A file of two parts that is registered and has sent nothing. */
async function registered() {
  const owner = await someone();
  const datasetId = await emptyDataset(owner);
  const ticket = await register(owner, datasetId, "two.csv", twoParts.size);
  const send = (number: number) => putPart(owner, datasetId, ticket, twoParts, number);
  const complete = (parts: CompletedPart[]) => completeUpload(owner, ticket.fileId, parts);
  const row = () => db().sourceFile.findUniqueOrThrow({ where: { id: ticket.fileId } });
  const sign = async (number: number, crc32: string | null = crcOf("b")) => {
    const { parts } = await signParts(owner, datasetId, [{ fileId: ticket.fileId, number, crc32 }]);
    const [part = { url: "", headers: {} }] = parts;
    return part;
  };
  return { send, complete, row, sign };
}

test("a file of which nothing arrived is refused, and can still be sent", async () => {
  const { complete, row, send } = await registered();
  await expect(complete([nothing, nothing])).rejects.toMatchObject({
    kind: "object_missing",
    message: expect.stringMatching(/Part 1 of 2 has not arrived/),
  });
  expect(await row()).toMatchObject({ state: "uploading", etag: null });
  expect(await complete([await send(1), await send(2)])).toMatchObject({ state: "uploaded" });
  expect(await row()).toMatchObject({ etag: expect.stringMatching(/-2$/) });
});

test.each([1, 2])("part %i missing is said, and nothing is put together", async (missing) => {
  const { complete, send, row } = await registered();
  const etag = await send(3 - missing);
  await expect(complete([etag, etag])).rejects.toThrow(`Part ${missing} of 2 has not arrived`);
  expect(await row()).toMatchObject({ state: "uploading" });
});

test("an ETag that is not what the store holds is refused", async () => {
  const { complete, send, row } = await registered();
  const [first] = [await send(1), await send(2)];
  await expect(complete([first, first])).rejects.toMatchObject({ kind: "object_changed" });
  expect(await row()).toMatchObject({ state: "uploading" });
});

test("too few or too many ETags are refused", async () => {
  const { complete, send } = await registered();
  const etags = [await send(1), await send(2)];
  for (const wrong of [etags.slice(0, 1), [...etags, nothing]])
    await expect(complete(wrong)).rejects.toMatchObject({ kind: "invalid_input" });
});

test("a part's URL takes neither a shorter nor a longer body, and there is none for a part too many", async () => {
  const { sign } = await registered();
  const { url, headers } = await sign(2);
  for (const bytes of [99, 101]) {
    const response = await fetch(url, { method: "PUT", headers, body: Buffer.alloc(bytes, "b") });
    expect(response.status).toBe(403);
  }
  await expect(sign(3)).rejects.toMatchObject({ kind: "invalid_input" });
});

test("a part's URL is good for that part alone", async () => {
  const { sign } = await registered();
  const { url: signed, headers } = await sign(2);
  const url = new URL(signed);
  url.searchParams.set("partNumber", "1");
  const response = await fetch(url, { method: "PUT", headers, body: Buffer.alloc(100, "b") });
  expect(response.status).toBe(403);
});

test("a part's URL takes no other bytes than those it was signed for, under no other checksum", async () => {
  const { sign, row } = await registered();
  const { url, headers } = await sign(2);
  const put = (letter: string, sent: Record<string, string>) =>
    fetch(url, { method: "PUT", headers: sent, body: Buffer.alloc(100, letter) });
  expect((await put("c", headers)).status).toBe(400);
  expect((await put("c", { "x-amz-checksum-crc32": crcOf("c") })).status).toBe(403);
  expect((await put("b", {})).status).toBe(403);
  const { objectKey, uploadId } = await row();
  expect(await listParts(objectKey, uploadId ?? "")).toEqual([]);
  expect((await put("b", headers)).status).toBe(200);
  expect(await listParts(objectKey, uploadId ?? "")).toMatchObject([{ number: 2, bytes: 100, crc32: crcOf("b") }]);
});

test("a part is not signed without its checksum", async () => {
  const { sign } = await registered();
  await expect(sign(2, null)).rejects.toMatchObject({ kind: "invalid_input" });
});

test("a completion that the server did not live to write down is found done", async () => {
  const { complete, send, row } = await registered();
  const etags = [await send(1), await send(2)];
  const { objectKey, uploadId } = await row();
  await completeMultipart(objectKey, uploadId ?? "", await listParts(objectKey, uploadId ?? ""));
  expect(await complete(etags)).toMatchObject({ state: "uploaded" });
});
