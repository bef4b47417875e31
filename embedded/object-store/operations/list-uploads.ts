import { checksumElement } from "#embedded/object-store/files/checksum.ts";
import { compareKeys } from "#embedded/object-store/files/key-order.ts";
import type { Upload } from "#embedded/object-store/files/upload-record.ts";
import type { Reply } from "#embedded/object-store/wire/reply.ts";
import { S3Error } from "#embedded/object-store/wire/s3-error.ts";
import { type Call, getBucket, readCount } from "./call.ts";
import { keyEncoding } from "./key-encoding.ts";
import { getUpload } from "./uploads.ts";

const MAX_ENTRIES = 1000;

export async function listUploads(call: Call): Promise<Reply> {
  const { query, bucket } = call.request;
  if (query.get("delimiter")) throw new S3Error("NotImplemented", "Uploads cannot be listed with a delimiter.");
  const prefix = query.get("prefix") ?? "";
  const [keyMarker, idMarker] = [query.get("key-marker") ?? "", query.get("upload-id-marker") ?? ""];
  const limit = readCount(call, "max-uploads", MAX_ENTRIES);
  const following = [...getBucket(call).uploads.all()]
    .filter(({ key }) => key.startsWith(prefix))
    .sort(byKeyThenId)
    .filter((upload) => isAfter(upload, keyMarker, idMarker));
  const page = following.slice(0, limit);
  const isTruncated = limit > 0 && following.length > limit;
  const { encode, EncodingType } = keyEncoding(call);
  const last = isTruncated ? page.at(-1) : undefined;
  const content = {
    Bucket: bucket,
    KeyMarker: encode(keyMarker),
    UploadIdMarker: idMarker,
    NextKeyMarker: last && encode(last.key),
    NextUploadIdMarker: last?.id,
    Prefix: encode(prefix),
    EncodingType,
    MaxUploads: limit,
    IsTruncated: isTruncated,
    Upload: page.map((upload) => describeUpload(upload, encode)),
  };
  return { xml: { root: "ListMultipartUploadsResult", content } };
}

export async function listParts(call: Call): Promise<Reply> {
  const { key, parts, id, checksum } = getUpload(call);
  const limit = readCount(call, "max-parts", MAX_ENTRIES);
  const marker = Number(call.request.query.get("part-number-marker") ?? 0);
  const following = [...parts.values()].filter(({ number }) => number > marker).sort((a, b) => a.number - b.number);
  const page = following.slice(0, limit);
  const isTruncated = limit > 0 && following.length > limit;
  const content = {
    Bucket: call.request.bucket,
    Key: key,
    UploadId: id,
    PartNumberMarker: marker,
    NextPartNumberMarker: isTruncated ? page.at(-1)?.number : undefined,
    MaxParts: limit,
    IsTruncated: isTruncated,
    StorageClass: "STANDARD",
    ChecksumAlgorithm: checksum?.algorithm,
    ChecksumType: checksum?.type,
    Part: page.map((part) => ({
      PartNumber: part.number,
      LastModified: part.modifiedAt,
      ETag: `"${part.etag}"`,
      Size: part.blob.bytes,
      ...(checksum ? { [checksumElement(checksum.algorithm)]: part.checksum } : {}),
    })),
  };
  return { xml: { root: "ListPartsResult", content } };
}

/** Ids begin with the time, so that the uploads of a key stand in the order in which they were started. */
function byKeyThenId(left: Upload, right: Upload): number {
  return compareKeys(left.key, right.key) || compareKeys(left.id, right.id);
}

/** Without an upload's id the marker stands behind all uploads of its key. */
function isAfter({ key, id }: Upload, keyMarker: string, idMarker: string): boolean {
  if (key !== keyMarker) return compareKeys(key, keyMarker) > 0;
  return idMarker !== "" && compareKeys(id, idMarker) > 0;
}

function describeUpload({ key, id, startedAt, checksum }: Upload, encode: (key: string) => string) {
  return {
    Key: encode(key),
    UploadId: id,
    Initiated: startedAt,
    StorageClass: "STANDARD",
    ChecksumAlgorithm: checksum?.algorithm,
    ChecksumType: checksum?.type,
  };
}
