import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cp, readdir, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterEach, beforeEach, expect, test } from "vitest";
import { BUCKET, clientOf, endProcess, MIB, spawnStore, temporaryDirectory } from "./store-under-test.ts";

const PART_BYTES = 5 * MIB;

let dataDir: string;
let child: ChildProcess;
let client: S3Client;

beforeEach(async () => {
  dataDir = await temporaryDirectory();
  await start();
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
});
afterEach(async () => {
  await endProcess(child, "SIGTERM");
  await rm(dataDir, { recursive: true, force: true });
});

async function start(wrapper: string[] = []): Promise<void> {
  const store = await spawnStore(dataDir, wrapper);
  child = store.child;
  client = clientOf(store.url, { requestChecksumCalculation: "WHEN_REQUIRED" });
}

async function killAndRestart(): Promise<void> {
  await endProcess(child, "SIGKILL");
  await start();
}

const inBucket = (name: string) => join(dataDir, "buckets", BUCKET, name);
const put = (Key: string, Body: string | Buffer) => client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
const read = async (Key: string) =>
  Buffer.from(
    (await (await client.send(new GetObjectCommand({ Bucket: BUCKET, Key }))).Body?.transformToByteArray()) ?? [],
  );
const listed = async () =>
  (await client.send(new ListObjectsV2Command({ Bucket: BUCKET }))).Contents?.map(({ Key }) => Key) ?? [];
const uploads = async () =>
  (await client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }))).Uploads?.map(({ Key }) => Key) ?? [];

async function begin(Key: string): Promise<string> {
  const { UploadId = "" } = await client.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key }));
  return UploadId;
}

async function sendParts(Key: string, UploadId: string, parts: Buffer[]) {
  const sent = parts.map(async (Body, n) => {
    const command = new UploadPartCommand({ Bucket: BUCKET, Key, UploadId, PartNumber: n + 1, Body });
    return { PartNumber: n + 1, ETag: (await client.send(command)).ETag };
  });
  return Promise.all(sent);
}

/** Sends the head and the first bytes of a body and then nothing more; resolves once they are on disk. */
async function sendHalf(url: string): Promise<void> {
  const half = request(url, { method: "PUT", headers: { "content-length": PART_BYTES } });
  half.on("error", () => undefined);
  half.write(Buffer.alloc(2 * MIB));
  await expect.poll(() => readdir(inBucket("tmp"))).toHaveLength(1);
}

test("everything is there again after kill -9 and a restart", async () => {
  await put("a/b", "kept");
  const UploadId = await begin("in progress");
  const [part] = await sendParts("in progress", UploadId, [Buffer.from("part")]);
  await killAndRestart();
  expect((await read("a/b")).toString()).toBe("kept");
  const { Parts } = await client.send(new ListPartsCommand({ Bucket: BUCKET, Key: "in progress", UploadId }));
  expect(Parts).toMatchObject([{ PartNumber: 1, ETag: part?.ETag, Size: 4 }]);
});

test("killed in the middle of a part, the store forgets the half and keeps the parts before it", async () => {
  const UploadId = await begin("cut");
  const parts = await sendParts("cut", UploadId, [Buffer.alloc(PART_BYTES, "1")]);
  const next = new UploadPartCommand({ Bucket: BUCKET, Key: "cut", UploadId, PartNumber: 2 });
  await sendHalf(await getSignedUrl(client, next));
  await killAndRestart();
  const { Parts } = await client.send(new ListPartsCommand({ Bucket: BUCKET, Key: "cut", UploadId }));
  expect(Parts?.map(({ PartNumber }) => PartNumber)).toEqual([1]);
  expect([await readdir(inBucket("tmp")), await readdir(inBucket("data"))]).toMatchObject([[], { length: 1 }]);
  await client.send(
    new CompleteMultipartUploadCommand({ Bucket: BUCKET, Key: "cut", UploadId, MultipartUpload: { Parts: parts } }),
  );
  expect((await read("cut")).length).toBe(PART_BYTES);
});

test("killed in the middle of an object, the store keeps the one that was there", async () => {
  await put("replaced", "old");
  await sendHalf(await getSignedUrl(client, new PutObjectCommand({ Bucket: BUCKET, Key: "replaced" })));
  await killAndRestart();
  expect((await read("replaced")).toString()).toBe("old");
  expect([await readdir(inBucket("tmp")), await readdir(inBucket("data"))]).toMatchObject([[], { length: 1 }]);
});

test.each([0, 1, 3, 9])("killed %i ms into a completion, an upload is either whole or still an upload", async (ms) => {
  const bodies = [Buffer.alloc(PART_BYTES, "1"), Buffer.from("2")];
  const UploadId = await begin("either");
  const Parts = await sendParts("either", UploadId, bodies);
  const completion = new CompleteMultipartUploadCommand({
    Bucket: BUCKET,
    Key: "either",
    UploadId,
    MultipartUpload: { Parts },
    IfNoneMatch: "*",
  });
  const answer = client.send(completion).then(
    () => "answered",
    () => "cut off",
  );
  await sleep(ms);
  await killAndRestart();
  const found = { objects: await listed(), uploads: await uploads() };
  if ((await answer) === "answered") expect(found.objects).toEqual(["either"]);
  expect([...found.objects, ...found.uploads]).toEqual(["either"]);
  await client.send(completion);
  expect((await read("either")).equals(Buffer.concat(bodies))).toBe(true);
  expect(await uploads()).toEqual([]);
});

test("a completion that was killed before its upload was cleared away does not come back as an upload", async () => {
  const UploadId = await begin("cleared");
  const Parts = await sendParts("cleared", UploadId, [Buffer.from("whole")]);
  const aside = join(dataDir, "aside");
  await cp(inBucket("uploads"), aside, { recursive: true });
  await client.send(
    new CompleteMultipartUploadCommand({ Bucket: BUCKET, Key: "cleared", UploadId, MultipartUpload: { Parts } }),
  );
  await endProcess(child, "SIGKILL");
  await cp(aside, inBucket("uploads"), { recursive: true });
  await start();
  expect(await uploads()).toEqual([]);
  expect((await read("cleared")).toString()).toBe("whole");
});

test("a record that cannot be read hides its object alone, and nobody's bytes are swept", async () => {
  await put("good", "good");
  await put("bad", "bad");
  await endProcess(child, "SIGTERM");
  const [first = ""] = await readdir(inBucket("objects"));
  await writeFile(join(inBucket("objects"), first), "{ not JSON");
  await start();
  expect(await listed()).toHaveLength(1);
  expect(await readdir(inBucket("data"))).toHaveLength(2);
});

test.skipIf(process.platform !== "linux")(
  "a full disk is said so, leaves nothing half-written, and the store goes on",
  async () => {
    await endProcess(child, "SIGTERM");
    await start(["prlimit", `--fsize=${MIB}`]);
    await expect(put("large", Buffer.alloc(64 * MIB))).rejects.toThrow(
      expect.objectContaining({
        name: "InsufficientStorage",
        $metadata: expect.objectContaining({ httpStatusCode: 507 }),
      }),
    );
    expect(await readdir(inBucket("tmp"))).toEqual([]);
    await put("small", "fits");
    expect(await listed()).toEqual(["small"]);
  },
);

test("the store ends by itself when the process that started it is gone", async () => {
  const gone = once(child, "exit");
  child.disconnect();
  expect(await gone).toEqual([0, null]);
  await start();
});

test("a data directory that cannot be used is said so, and the store goes on when it is back", async () => {
  await rm(inBucket("tmp"), { recursive: true });
  await writeFile(inBucket("tmp"), "not a directory");
  await expect(put("k", "v")).rejects.toThrow(expect.objectContaining({ name: "ServiceUnavailable" }));
  await expect(client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: "k" }))).rejects.toThrow(
    expect.objectContaining({ name: "NotFound" }),
  );
  await killAndRestart();
  await put("k", "v");
  expect(await listed()).toEqual(["k"]);
});
