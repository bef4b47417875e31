import type { ObjectRecord } from "#embedded/object-store/files/object-record.ts";
import type { Reply } from "#embedded/object-store/wire/reply.ts";
import { S3Error } from "#embedded/object-store/wire/s3-error.ts";
import { type ByteRange, readRange } from "./byte-range.ts";
import { type Call, getBucket } from "./call.ts";
import { checkReadConditions } from "./entity-tag.ts";
import { objectHeaders } from "./stored-headers.ts";

const OVERRIDES = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
];

export async function getObject(call: Call): Promise<Reply> {
  const { blobs } = getBucket(call);
  const { record, range, reply } = describeObject(call);
  const chunks = blobs.read(record.blobs, range.start, range.end);
  return { ...reply, body: { chunks, bytes: range.end - range.start + 1, release: blobs.hold(record.blobs) } };
}

export async function headObject(call: Call): Promise<Reply> {
  return describeObject(call).reply;
}

export function getRecord(call: Call): ObjectRecord {
  const record = getBucket(call).objects.find(call.request.key);
  if (record) return record;
  throw new S3Error("NoSuchKey", "The key does not exist.", { details: { Key: call.request.key } });
}

function describeObject(call: Call): { record: ObjectRecord; range: ByteRange; reply: Reply } {
  const { request } = call;
  const record = getRecord(call);
  checkReadConditions(request.headers, record);
  const range = readRange(request, record);
  const whole = range.end - range.start + 1 === record.bytes;
  const withChecksum = whole && request.headers["x-amz-checksum-mode"]?.toUpperCase() === "ENABLED";
  const headers = {
    ...objectHeaders(record, withChecksum),
    ...overrides(call),
    "Content-Length": String(range.end - range.start + 1),
    ...(range.partial ? { "Content-Range": `bytes ${range.start}-${range.end}/${record.bytes}` } : {}),
    ...(range.parts && record.uploadId ? { "x-amz-mp-parts-count": String(range.parts) } : {}),
  };
  return { record, range, reply: { status: range.partial ? 206 : 200, headers } };
}

function overrides({ request }: Call): Record<string, string> {
  const given = OVERRIDES.map((name) => [name, request.query.get(`response-${name}`)] as const);
  return Object.fromEntries(given.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}
