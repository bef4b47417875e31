import { z } from "zod";
import { listKeys, type Marker } from "#embedded/object-store/files/listing.ts";
import type { ObjectRecord } from "#embedded/object-store/files/object-record.ts";
import type { Reply } from "#embedded/object-store/wire/reply.ts";
import { S3Error } from "#embedded/object-store/wire/s3-error.ts";
import { type Call, getBucket, readCount } from "./call.ts";
import { keyEncoding } from "./key-encoding.ts";

const MAX_KEYS = 1000;

const Token = z.union([z.object({ key: z.string() }), z.object({ prefix: z.string() })]);

export async function listObjects(call: Call): Promise<Reply> {
  const { query } = call.request;
  const [prefix, delimiter] = [query.get("prefix") ?? "", query.get("delimiter") ?? ""];
  const limit = readCount(call, "max-keys", MAX_KEYS);
  const token = query.get("continuation-token") ?? undefined;
  const startAfter = query.get("start-after") ?? undefined;
  const after = token === undefined ? startAfter && { key: startAfter } : readToken(token);
  const listing = listKeys(getBucket(call).objects.listed, { prefix, delimiter, limit, after: after || undefined });
  const { encode, EncodingType } = keyEncoding(call);
  const content = {
    Name: call.request.bucket,
    Prefix: encode(prefix),
    Delimiter: delimiter ? encode(delimiter) : undefined,
    StartAfter: startAfter && encode(startAfter),
    MaxKeys: limit,
    EncodingType,
    KeyCount: listing.entries.length + listing.prefixes.length,
    IsTruncated: listing.next !== undefined,
    ContinuationToken: token,
    NextContinuationToken: listing.next && writeToken(listing.next),
    Contents: listing.entries.map((record) => describeEntry(record, encode)),
    CommonPrefixes: listing.prefixes.map((common) => ({ Prefix: encode(common) })),
  };
  return { xml: { root: "ListBucketResult", content } };
}

function describeEntry({ key, modifiedAt, etag, bytes, checksum }: ObjectRecord, encode: (key: string) => string) {
  return {
    Key: encode(key),
    LastModified: modifiedAt,
    ETag: `"${etag}"`,
    ChecksumAlgorithm: checksum?.algorithm,
    ChecksumType: checksum?.type,
    Size: bytes,
    StorageClass: "STANDARD",
  };
}

function writeToken(marker: Marker): string {
  return Buffer.from(JSON.stringify(marker)).toString("base64url");
}

function readToken(text: string): Marker {
  try {
    return Token.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch (cause) {
    throw new S3Error("InvalidArgument", "The continuation token provided is incorrect", { cause });
  }
}
