import { createHash } from "node:crypto";
import { z } from "zod";
import { checksumElement, checksumHeader, joinChecksums } from "#embedded/object-store/files/checksum.ts";
import type { ObjectRecord } from "#embedded/object-store/files/object-record.ts";
import type { PartRecord, Upload } from "#embedded/object-store/files/upload-record.ts";
import type { Reply } from "#embedded/object-store/wire/reply.ts";
import { S3Error } from "#embedded/object-store/wire/s3-error.ts";
import { type Call, getBucket } from "./call.ts";
import { checkWriteConditions } from "./entity-tag.ts";
import { chooseParts, NamedPart } from "./named-parts.ts";
import { readXml } from "./request-body.ts";
import { noSuchUpload, uploadId } from "./uploads.ts";
import { oneOrMore } from "./xml-list.ts";

const Completion = z.object({ Part: oneOrMore(NamedPart) });

/** The parts become the object as they lie: nothing is copied. The same completion again gets the same answer. */
export async function completeUpload(call: Call): Promise<Reply> {
  const { request } = call;
  const bucket = getBucket(call);
  const { Part: named } = await readXml(call, "CompleteMultipartUpload", Completion, "object");
  const record = await bucket.uploads.end(uploadId(call), request.key, async (upload) => {
    const parts = chooseParts(upload, named);
    const joined = await joinParts(upload, parts);
    refuseUnexpected(request.headers, joined);
    await bucket.objects.publish(joined, (current) => checkWriteConditions(request.headers, current));
    return { kept: parts, result: joined };
  });
  return describeCompletion(call, record ?? getCompleted(call, named));
}

async function joinParts(upload: Upload, parts: PartRecord[]): Promise<ObjectRecord> {
  const blobs = parts.map(({ blob }) => blob);
  return {
    key: upload.key,
    bytes: blobs.reduce((sum, { bytes }) => sum + bytes, 0),
    etag: joinTags(parts.map(({ etag }) => etag)),
    modifiedAt: new Date().toISOString(),
    headers: upload.headers,
    checksum: await joinPartChecksums(upload, parts),
    uploadId: upload.id,
    blobs,
  };
}

/** S3's ETag of a multipart object: the MD5 of the parts' MD5s, and how many there are. */
function joinTags(etags: string[]): string {
  const md5 = createHash("md5");
  for (const etag of etags) md5.update(Buffer.from(etag, "hex"));
  return `${md5.digest("hex")}-${etags.length}`;
}

async function joinPartChecksums({ checksum }: Upload, parts: PartRecord[]): Promise<ObjectRecord["checksum"]> {
  if (!checksum) return undefined;
  const values = parts.map((part) => ({ value: part.checksum ?? "", bytes: part.blob.bytes }));
  return { ...checksum, value: await joinChecksums(checksum.algorithm, checksum.type, values) };
}

/** Holds the object against the size and the checksum that the client may have sent along. */
function refuseUnexpected(headers: Record<string, string>, { bytes, checksum }: ObjectRecord): void {
  const size = headers["x-amz-mp-object-size"];
  if (size !== undefined && size !== String(bytes)) {
    throw new S3Error("InvalidRequest", `The parts have ${bytes} bytes in all, not x-amz-mp-object-size ${size}.`);
  }
  const sent = checksum && headers[checksumHeader(checksum.algorithm)];
  if (sent === undefined || sent === checksum?.value || `${sent}-` === checksum?.value.slice(0, sent.length + 1))
    return;
  throw new S3Error("BadDigest", "The checksum you specified did not match the calculated checksum.");
}

/** What an earlier completion of the same upload with the same parts made. */
function getCompleted(call: Call, named: NamedPart[]): ObjectRecord {
  const record = getBucket(call).objects.find(call.request.key);
  const same = record?.uploadId === uploadId(call) && record.etag === joinTags(named.map(({ ETag }) => ETag));
  if (!record || !same) throw noSuchUpload();
  return record;
}

function describeCompletion({ request }: Call, { etag, checksum }: ObjectRecord): Reply {
  const location = `http://${request.headers.host}${request.path}`;
  const content = { Location: location, Bucket: request.bucket, Key: request.key, ETag: `"${etag}"` };
  const checked = checksum && { [checksumElement(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type };
  return { xml: { root: "CompleteMultipartUploadResult", content: { ...content, ...checked } } };
}
