import { readFile } from "node:fs/promises";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { expect, onTestFinished } from "vitest";
import { crc32OfZeros, measure, putZeros, ZEROS_BYTES, ZEROS_TIMEOUT_MS } from "./conformance/zeros-under-test.ts";
import { linuxTest } from "./embedded-only-under-test.ts";
import { StoreProcess } from "./process-under-test.ts";
import { BUCKET, MIB } from "./store-under-test.ts";

const MAX_RESIDENT_BYTES = 200 * MIB;

async function peakResidentBytes(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

linuxTest("one part of gigabytes goes in and comes out in constant memory", { timeout: ZEROS_TIMEOUT_MS }, async () => {
  const store = await StoreProcess.open();
  onTestFinished(() => store.close());
  const { client } = store;
  const where = { Bucket: BUCKET, Key: "zeros" };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(where));
  const command = new UploadPartCommand({ ...where, UploadId, PartNumber: 1, ContentLength: ZEROS_BYTES });
  const ETag = await putZeros(await getSignedUrl(client, command), ZEROS_BYTES);
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await client.send(new CompleteMultipartUploadCommand({ ...where, UploadId, MultipartUpload }));

  const found = await measure(await getSignedUrl(client, new GetObjectCommand(where)));
  expect(found).toEqual({ bytes: ZEROS_BYTES, crc32: crc32OfZeros(ZEROS_BYTES) });
  expect(await peakResidentBytes(store.child.pid)).toBeLessThan(MAX_RESIDENT_BYTES);
});
