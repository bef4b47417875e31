import { openAsBlob } from "node:fs";
import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import { env } from "#lib/platform/env.ts";
import type { User } from "#lib/platform/session.ts";
import { openObject } from "#lib/platform/storage.ts";
import { crc32InNode } from "./crc32-in-node.ts";
import { openLocalBlob } from "./local-blob.ts";
import { putInNode } from "./put-in-node.ts";
import { type PutPart, storeUnreachable } from "./put-part.ts";
import { Transfer, type TransferEffects } from "./transfer.ts";
import type { Source } from "./transfer-file.ts";
import { listFiles } from "./upload.ts";
import { apiOf, arrivedFile, emptyDataset, newFile, someone, withUploadServices } from "./uploads-under-test.ts";

withUploadServices();

const MIB = 2 ** 20;
const source = (path: string, content: string | Uint8Array<ArrayBuffer> = `${path}\n`): Source => ({
  path,
  blob: new Blob([content]),
  lastModified: Date.UTC(2020, 0, 2),
});
const large = (path: string, parts: number) => source(path, Buffer.alloc((parts - 1) * 16 * MIB + 7, path));

async function transferInto(options: Partial<TransferEffects> = {}, owner?: User) {
  const user = owner ?? (await someone());
  const datasetId = await emptyDataset(user);
  const effects = {
    api: apiOf(user),
    put: putInNode,
    crc32: crc32InNode,
    pauseMs: () => 1,
    patienceMs: 200,
    ...options,
  };
  return { owner: user, datasetId, transfer: new Transfer(datasetId, effects) };
}

const statesOf = (transfer: Transfer) =>
  Object.fromEntries(transfer.getSnapshot().files.map(({ path, state }) => [path, state]));

test("a drawer of files arrives byte for byte", async () => {
  const { owner, datasetId, transfer } = await transferInto();
  const small = Array.from({ length: 101 }, (_, index) => source(`drawer/${index}.csv`));
  const sources = [...small, large("large.csv", 3), source("empty.csv", ""), source("📈 ../x.csv")];
  transfer.add(sources);
  const snapshot = await transfer.settled();
  expect(snapshot).toMatchObject({ isActive: false, counts: { done: 104, failed: 0 }, secondsLeft: null });
  expect(snapshot.sentBytes).toBe(snapshot.bytes);
  const { files } = await listFiles(owner, datasetId);
  for (const { path, blob } of sources) {
    const file = files.find((candidate) => candidate.path === path);
    const stored = await buffer(await openObject(`raw/${datasetId}/${file?.id}`));
    expect(stored.equals(Buffer.from(await blob.arrayBuffer()))).toBe(true);
  }
  expect(transfer.stored).toHaveLength(104);
});

test("six parts are under way at first, and a file's parts start before the next file's", async () => {
  const started: string[] = [];
  let [now, most] = [0, 0];
  const put: PutPart = async (url, body, options) => {
    started.push(new URL(url).pathname);
    most = Math.max(most, ++now);
    return putInNode(url, body, options).finally(() => now--);
  };
  const { transfer } = await transferInto({ put });
  transfer.add([large("a", 4), large("b", 3), source("c"), source("d"), source("e")]);
  await transfer.settled();
  expect(most).toBe(6);
  const order = [...new Set(started)];
  expect(started.map((key) => order.indexOf(key))).toEqual([0, 0, 0, 0, 1, 1, 1, 2, 3, 4]);
});

test("a broken connection is tried again and does no harm", async () => {
  let calls = 0;
  const put: PutPart = (url, body, options) => {
    calls++;
    options.onProgress(1);
    return calls % 3 === 0 ? putInNode(url, body, options) : Promise.reject(storeUnreachable());
  };
  const { transfer } = await transferInto({ put });
  transfer.add([source("a.csv"), source("b.csv")]);
  const { counts, bytes, sentBytes } = await transfer.settled();
  expect(counts.done).toBe(2);
  expect(sentBytes).toBe(bytes);
});

test("a URL the store refuses is signed again", async () => {
  const refusedOnce = new Set<string>();
  const put: PutPart = (url, body, options) => {
    const { pathname } = new URL(url);
    const isFirst = !refusedOnce.has(pathname);
    refusedOnce.add(pathname);
    return putInNode(isFirst ? url.replace(/X-Amz-Signature=..../, "X-Amz-Signature=0000") : url, body, options);
  };
  const { transfer } = await transferInto({ put });
  transfer.add([source("a.csv"), source("b.csv")]);
  expect((await transfer.settled()).counts.done).toBe(2);
});

test("a file that fails does not stop the others, and tried again goes on from the parts that arrived", async () => {
  const arrived: string[] = [];
  const firstPart = Promise.withResolvers<void>();
  let isBroken = true;
  const put: PutPart = async (url, body, options) => {
    if (body.size === 7) await firstPart.promise;
    if (body.size === 7 && isBroken) throw storeUnreachable();
    const etag = await putInNode(url, body, options);
    arrived.push(new URL(url).searchParams.get("partNumber") ?? "");
    // Its ETag reaches the transfer before the other part fails.
    if (body.size > 7) setImmediate(firstPart.resolve);
    return etag;
  };
  const { transfer } = await transferInto({ put });
  transfer.add([large("a.csv", 2), source("b"), source("c")]);
  await transfer.settled();
  expect(statesOf(transfer)).toEqual({ "a.csv": "failed", b: "done", c: "done" });
  expect(transfer.getSnapshot().files[0]?.failure).toMatch(/cannot be reached/);
  isBroken = false;
  arrived.length = 0;
  transfer.retryFile("a.csv");
  const { counts, sentBytes, bytes } = await transfer.settled();
  expect(counts.done).toBe(3);
  expect(sentBytes).toBe(bytes);
  expect(arrived).toEqual(["2"]);
});

test("a cancelled file leaves the others, and can be added again", async () => {
  const put: PutPart = async (url, body, options) => {
    if (body.size === 16 * MIB) transfer.cancelFile("a.csv");
    return putInNode(url, body, options);
  };
  const { owner, datasetId, transfer } = await transferInto({ put });
  transfer.add([large("a.csv", 2), source("b.csv")]);
  await transfer.settled();
  expect(statesOf(transfer)).toEqual({ "a.csv": "cancelled", "b.csv": "done" });
  const { files } = await listFiles(owner, datasetId);
  expect(files.map(({ path, state }) => [path, state])).toEqual([
    ["a.csv", "cancelled"],
    ["b.csv", "uploaded"],
  ]);
  transfer.add([source("a.csv")]);
  expect((await transfer.settled()).counts).toMatchObject({ done: 2, cancelled: 0 });
});

test("cancelling everything ends the transfer and gives up every upload that had not arrived", async () => {
  const { datasetId, transfer } = await transferInto();
  transfer.add(Array.from({ length: 120 }, (_, index) => source(`${index}.csv`)));
  transfer.add([large("large.csv", 3)]);
  const unsubscribe = transfer.subscribe(() => {
    if (transfer.getSnapshot().counts.done > 0) transfer.cancelAll();
  });
  const { counts, isActive } = await transfer.settled();
  unsubscribe();
  expect(isActive).toBe(false);
  expect(counts.done + counts.cancelled).toBe(121);
  expect(await db().sourceFile.count({ where: { datasetId, state: "uploading" } })).toBe(0);
});

test("a file the server refuses says why", async () => {
  const { owner, datasetId, transfer } = await transferInto();
  await arrivedFile(owner, datasetId, "a.csv");
  transfer.add([source("a.csv"), source("b.csv")]);
  await transfer.settled();
  expect(transfer.getSnapshot().files).toMatchObject([
    { state: "failed", failure: expect.stringMatching(/already has a file of this name/) },
    { state: "done", failure: null },
  ]);
});

test("a file whose path another file took over meanwhile says so", async () => {
  const owner = await someone();
  const api = apiOf(owner);
  const overtaken = {
    ...api,
    registerFiles: async (datasetId: string, files: Parameters<typeof api.registerFiles>[1]) => {
      const answer = await api.registerFiles(datasetId, files);
      await api.registerFiles(datasetId, [newFile("a.csv", 99)]);
      return answer;
    },
  };
  const { transfer } = await transferInto({ api: overtaken }, owner);
  transfer.add([source("a.csv"), source("b.csv")]);
  await transfer.settled();
  expect(transfer.getSnapshot().files).toMatchObject([
    { state: "failed", failure: expect.stringMatching(/no longer takes this file/) },
    { state: "done" },
  ]);
});

test("files can be added while others are under way, and a path twice counts once", async () => {
  const { transfer } = await transferInto();
  transfer.add([large("a.csv", 2), source("b.csv")]);
  transfer.add([source("b.csv"), source("c.csv")]);
  expect((await transfer.settled()).counts).toMatchObject({ done: 3, failed: 0 });
  transfer.add([source("d.csv"), source("a.csv")]);
  expect((await transfer.settled()).counts).toMatchObject({ done: 4, failed: 0 });
});

test.each([
  ["Node", openAsBlob],
  ["ours", openLocalBlob],
])("a file of %s that changes on disk while it waits is not sent half old, half new", async (_, openBlob) => {
  const { transfer } = await transferInto();
  const path = join(env().PARQUETRY_DATA_DIR, "changing.csv");
  await writeFile(path, "a,b\n1,2\n");
  const blob = await openBlob(path);
  await appendFile(path, "3,4\n");
  transfer.add([{ path: "changing.csv", blob, lastModified: null }, source("b.csv")]);
  await transfer.settled();
  expect(transfer.getSnapshot().files).toMatchObject([
    { state: "failed", failure: expect.stringMatching(/changed/) },
    { state: "done" },
  ]);
});

test("a snapshot stays the same object until something changes", async () => {
  const { transfer } = await transferInto();
  const before = transfer.getSnapshot();
  expect(transfer.getSnapshot()).toBe(before);
  transfer.add([source("a.csv")]);
  const after = await transfer.settled();
  expect(after).not.toBe(before);
  expect(transfer.getSnapshot()).toBe(after);
});
