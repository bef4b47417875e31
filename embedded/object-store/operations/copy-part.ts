import { checksumElement } from "#embedded/object-store/files/checksum.ts";
import { startDigests } from "#embedded/object-store/files/digests.ts";
import type { Reply } from "#embedded/object-store/wire/reply.ts";
import { S3Error } from "#embedded/object-store/wire/s3-error.ts";
import { type Call, getBucket } from "./call.ts";
import { type CopySource, findCopySource, readCopySource } from "./copy-source.ts";
import { addPart, getUpload, readPartNumber } from "./uploads.ts";

const MAX_PART_BYTES = 5 * 2 ** 30;

type Span = { start: number; end: number };

/** Makes a part of an object, or of a range of it, that is in the store already. */
export async function copyPart(call: Call): Promise<Reply> {
  const number = readPartNumber(call);
  const upload = getUpload(call);
  const source = findCopySource(call);
  const { start, end } = readSpan(call, source);
  const { blobs } = getBucket(call);
  const digests = await startDigests(upload.checksum?.algorithm);
  const release = source.bucket.blobs.hold(source.record.blobs);
  const copied = blobs.receive(readCopySource(source, start, end), digests, (found) => found);
  const { blob, result } = await copied.finally(release);
  const part = await addPart(call, upload, { number, blob, etag: result.md5, checksum: result.checksum });
  const { algorithm } = upload.checksum ?? {};
  const checksum = algorithm ? { [checksumElement(algorithm)]: part.checksum } : {};
  const content = { ETag: `"${part.etag}"`, LastModified: part.modifiedAt, ...checksum };
  return { xml: { root: "CopyPartResult", content } };
}

/** Unlike the range of a read, this one must have both ends and lie inside the object. */
function readSpan({ request }: Call, { record }: CopySource): Span {
  const header = request.headers["x-amz-copy-source-range"];
  const span = header === undefined ? { start: 0, end: record.bytes - 1 } : parseSpan(header);
  if (span.end >= record.bytes) {
    const message = `Range specified is not valid for source object of size: ${record.bytes}`;
    throw new S3Error("InvalidRange", message, { details: { RangeRequested: header ?? "" } });
  }
  if (span.end - span.start < MAX_PART_BYTES) return span;
  throw new S3Error("InvalidRequest", "One part can hold at most 5 GiB; copy a range.");
}

function parseSpan(header: string): Span {
  const [, start, end] = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(header) ?? [];
  if (start !== undefined && Number(start) <= Number(end)) return { start: Number(start), end: Number(end) };
  throw new S3Error("InvalidArgument", "x-amz-copy-source-range must be bytes=first-last, both ends included.");
}
