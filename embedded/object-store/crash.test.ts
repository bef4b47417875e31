import { cp, readdir } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterEach, beforeEach, expect } from "vitest";
import { test } from "./embedded-only-under-test.ts";
import { StoreProcess } from "./process-under-test.ts";
import { BUCKET, MIB } from "./store-under-test.ts";

const PART_BYTES = 5 * MIB;

let store: StoreProcess;

beforeEach(async () => {
  store = await StoreProcess.open();
});
afterEach(() => store.close());

async function read(Key: string): Promise<Buffer> {
  const { Body } = await store.client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

async function begin(Key: string) {
  const { UploadId } = await store.client.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key }));
  return { Bucket: BUCKET, Key, UploadId };
}
type Upload = Awaited<ReturnType<typeof begin>>;

async function sendParts(upload: Upload, bodies: Buffer[]): Promise<CompletedPart[]> {
  const sent = bodies.map(async (Body, n) => {
    const { ETag } = await store.client.send(new UploadPartCommand({ ...upload, PartNumber: n + 1, Body }));
    return { PartNumber: n + 1, ETag };
  });
  return Promise.all(sent);
}

const complete = (upload: Upload, Parts: CompletedPart[]) =>
  store.client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, IfNoneMatch: "*" }));

async function partNumbers(upload: Upload): Promise<(number | undefined)[]> {
  const { Parts = [] } = await store.client.send(new ListPartsCommand(upload));
  return Parts.map(({ PartNumber }) => PartNumber);
}

/** Sends the head and the first bytes of a body and then nothing more; resolves once they are on disk. */
async function sendHalf(url: string): Promise<void> {
  const half = request(url, { method: "PUT", headers: { "content-length": PART_BYTES } });
  half.on("error", () => undefined);
  half.write(Buffer.alloc(2 * MIB));
  await expect.poll(() => readdir(store.folder("tmp"))).toHaveLength(1);
}

test("everything is there again after kill -9 and a restart", async () => {
  await store.put("a/b", "kept");
  const upload = await begin("in progress");
  const [part] = await sendParts(upload, [Buffer.from("part")]);
  await store.killAndRestart();
  expect((await read("a/b")).toString()).toBe("kept");
  const { Parts } = await store.client.send(new ListPartsCommand(upload));
  expect(Parts).toMatchObject([{ PartNumber: 1, ETag: part?.ETag, Size: 4 }]);
});

test("killed in the middle of a part, the store forgets the half and keeps the parts before it", async () => {
  const upload = await begin("cut");
  const parts = await sendParts(upload, [Buffer.alloc(PART_BYTES, "1")]);
  await sendHalf(await getSignedUrl(store.client, new UploadPartCommand({ ...upload, PartNumber: 2 })));
  expect([await store.objects(), await partNumbers(upload)]).toEqual([[], [1]]);
  await store.killAndRestart();
  expect([await store.objects(), await partNumbers(upload)]).toEqual([[], [1]]);
  expect([await readdir(store.folder("tmp")), await readdir(store.folder("data"))]).toMatchObject([[], { length: 1 }]);
  await complete(upload, parts);
  expect((await read("cut")).length).toBe(PART_BYTES);
});

test("killed in the middle of an object, the store keeps the one that was there", async () => {
  await store.put("replaced", "old");
  await sendHalf(await getSignedUrl(store.client, new PutObjectCommand({ Bucket: BUCKET, Key: "replaced" })));
  await store.killAndRestart();
  expect((await read("replaced")).toString()).toBe("old");
  expect([await readdir(store.folder("tmp")), await readdir(store.folder("data"))]).toMatchObject([[], { length: 1 }]);
});

test.each([0, 1, 3, 9])("killed %i ms into a completion, an upload is either whole or still an upload", async (ms) => {
  const bodies = [Buffer.alloc(PART_BYTES, "1"), Buffer.from("2")];
  const upload = await begin("either");
  const parts = await sendParts(upload, bodies);
  const answer = complete(upload, parts).then(
    () => "answered",
    () => "cut off",
  );
  await sleep(ms);
  await store.killAndRestart();
  const found = { objects: await store.objects(), uploads: await store.uploads() };
  if ((await answer) === "answered") expect(found.objects).toEqual(["either"]);
  expect([...found.objects, ...found.uploads]).toEqual(["either"]);
  await complete(upload, parts);
  expect((await read("either")).equals(Buffer.concat(bodies))).toBe(true);
  expect(await store.uploads()).toEqual([]);
});

test.each([1, 4, 9])("killed after %i of ten completions, each is whole or still an upload", async (answers) => {
  const names = Array.from({ length: 10 }, (_, n) => `upload-${n}`);
  const bodiesOf = (name: string) => [Buffer.alloc(PART_BYTES, name), Buffer.from(name)];
  const uploads = await Promise.all(names.map(begin));
  const parts = await Promise.all(uploads.map((upload) => sendParts(upload, bodiesOf(upload.Key))));
  const answered: string[] = [];
  const enough = Promise.withResolvers<void>();
  const completing = uploads.map(async (upload, n) => {
    await complete(upload, parts[n] ?? []);
    answered.push(upload.Key);
    if (answered.length === answers) enough.resolve();
  });
  const cutOff = Promise.allSettled(completing);
  await enough.promise;
  await store.killAndRestart();
  await cutOff;
  const [objects, open] = [await store.objects(), await store.uploads()];
  expect(objects).toEqual(expect.arrayContaining(answered));
  expect([...objects, ...open].sort()).toEqual(names);
  for (const key of objects) expect((await read(key)).equals(Buffer.concat(bodiesOf(key)))).toBe(true);
});

test("a completion that was killed before its upload was cleared away does not come back as an upload", async () => {
  const upload = await begin("cleared");
  const parts = await sendParts(upload, [Buffer.from("whole")]);
  const aside = join(store.dataDir, "aside");
  await cp(store.folder("uploads"), aside, { recursive: true });
  await complete(upload, parts);
  await store.end("SIGKILL");
  await cp(aside, store.folder("uploads"), { recursive: true });
  await store.start();
  expect(await store.uploads()).toEqual([]);
  expect((await read("cleared")).toString()).toBe("whole");
});
