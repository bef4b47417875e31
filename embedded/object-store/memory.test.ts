import { readFile, rm } from "node:fs/promises";
import { request } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { expect, onTestFinished, test } from "vitest";
import { BUCKET, clientOf, endProcess, MIB, spawnStore, temporaryDirectory } from "./store-under-test.ts";

const PART_BYTES = 2 ** 30;
const MAX_RESIDENT_BYTES = 200 * MIB;

async function peakResidentBytes(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

function* zeros(bytes: number): Generator<Buffer> {
  const block = Buffer.alloc(MIB);
  for (let left = bytes; left > 0; left -= block.length) yield block.subarray(0, left);
}

async function putZeros(url: string, bytes: number): Promise<string | undefined> {
  const sending = request(url, { method: "PUT", headers: { "content-length": bytes } });
  const answered = new Promise<string | undefined>((resolve, reject) => {
    sending.on("error", reject);
    sending.on("response", (response) => resolve(response.resume().headers.etag));
  });
  await pipeline(Readable.from(zeros(bytes)), sending);
  return answered;
}

test.skipIf(process.platform !== "linux")("a part of 1 GiB goes in and comes out in constant memory", async () => {
  const dataDir = await temporaryDirectory();
  const { url, child } = await spawnStore(dataDir);
  onTestFinished(async () => {
    await endProcess(child, "SIGTERM");
    await rm(dataDir, { recursive: true, force: true });
  });
  const client = clientOf(url);
  const where = { Bucket: BUCKET, Key: "zeros" };
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(where));
  const plain = clientOf(url, { requestChecksumCalculation: "WHEN_REQUIRED" });
  const command = new UploadPartCommand({ ...where, UploadId, PartNumber: 1, ContentLength: PART_BYTES });
  const ETag = await putZeros(await getSignedUrl(plain, command), PART_BYTES);
  expect(ETag).toBe('"cd573cfaace07e7949bc0c46028904ff"');
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await plain.send(new CompleteMultipartUploadCommand({ ...where, UploadId, MultipartUpload }));

  const { body } = await fetch(await getSignedUrl(plain, new GetObjectCommand(where)));
  let bytes = 0;
  for await (const piece of body ?? []) bytes += piece.length;
  expect(bytes).toBe(PART_BYTES);
  expect(await peakResidentBytes(child.pid)).toBeLessThan(MAX_RESIDENT_BYTES);
});
