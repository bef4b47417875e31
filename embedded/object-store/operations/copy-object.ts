import type { Blob } from "#embedded/object-store/files/blob-files.ts";
import type { Bucket } from "#embedded/object-store/files/bucket.ts";
import { startDigests } from "#embedded/object-store/files/digests.ts";
import type { ObjectRecord } from "#embedded/object-store/files/object-record.ts";
import type { Reply } from "#embedded/object-store/wire/reply.ts";
import { S3Error } from "#embedded/object-store/wire/s3-error.ts";
import { type Call, getBucket } from "./call.ts";
import { type CopySource, findCopySource, readCopySource } from "./copy-source.ts";
import { checkWriteConditions } from "./entity-tag.ts";
import { readStoredHeaders } from "./stored-headers.ts";

const MAX_COPY_BYTES = 5 * 2 ** 30;

export async function copyObject(call: Call): Promise<Reply> {
  const { request } = call;
  const target = getBucket(call);
  const source = findCopySource(call);
  const replaces = request.headers["x-amz-metadata-directive"]?.toUpperCase() === "REPLACE";
  if (source.record.bytes > MAX_COPY_BYTES) {
    throw new S3Error("InvalidRequest", "An object larger than 5 GiB cannot be copied in one request.");
  }
  if (source.bucket === target && source.record.key === request.key && !replaces) {
    throw new S3Error("InvalidRequest", "This copy request is illegal: it copies an object to itself unchanged.");
  }
  const headers = replaces ? readStoredHeaders(call) : source.record.headers;
  const { blob, md5 } = await copyBytes(source, target);
  const modifiedAt = new Date().toISOString();
  const { checksum } = source.record;
  const record: ObjectRecord = {
    key: request.key,
    bytes: blob.bytes,
    etag: md5,
    modifiedAt,
    headers,
    checksum: checksum?.type === "FULL_OBJECT" ? checksum : undefined,
    blobs: [blob],
  };
  await target.publish(record, (current) => checkWriteConditions(request.headers, current));
  return { xml: { root: "CopyObjectResult", content: { ETag: `"${md5}"`, LastModified: modifiedAt } } };
}

/** An object of one blob shares its bytes with the copy; one of parts is joined, and so gets a plain MD5 as ETag. */
async function copyBytes(source: CopySource, target: Bucket): Promise<{ blob: Blob; md5: string }> {
  const { bucket, record } = source;
  const release = bucket.blobs.hold(record.blobs);
  try {
    const [only] = record.blobs;
    if (only && !record.uploadId && bucket === target) {
      return { blob: await target.blobs.duplicate(only), md5: record.etag };
    }
    const digests = await startDigests(undefined);
    const { blob, result } = await target.blobs.receive(readCopySource(source), digests, ({ md5 }) => md5);
    return { blob, md5: result };
  } finally {
    release();
  }
}
