import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { fromBase64, joinCrc32, toBase64 } from "#lib/upload/crc32.ts";

interface Part {
  bytes: number;
  crc32: string;
  etag: string;
}

interface Upload {
  key: string;
  parts: Map<number, Part>;
}

export interface PhantomObject {
  bytes: number;
  crc32: string;
  etag: string;
}

export interface PhantomStore {
  url: string;
  uploads: Map<string, Upload>;
  objects: Map<string, PhantomObject>;
  /** Takes a part as its presigned URL says, without its bytes; resolves to its ETag, or undefined when there is no such upload. */
  takePart(url: string, headers: Record<string, string>, bytes: number): string | undefined;
  close(): Promise<void>;
}

const PAGE = 1_000;

/** The S3 calls of an upload over HTTP, answered from memory; the bytes of parts are only counted. */
export async function startPhantomStore(): Promise<PhantomStore> {
  const uploads = new Map<string, Upload>();
  const objects = new Map<string, PhantomObject>();
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://phantom");
    const answer = reply(request.method ?? "", url, await text(request), uploads, objects);
    response.writeHead(answer.status ?? 200, { "content-type": "application/xml", ...answer.headers });
    response.end(request.method === "HEAD" ? undefined : answer.body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = z.object({ port: z.number() }).parse(server.address());

  const takePart: PhantomStore["takePart"] = (signed, headers, bytes) => {
    const { pathname, searchParams } = new URL(signed);
    const upload = uploads.get(searchParams.get("uploadId") ?? "");
    if (upload?.key !== pathname) return undefined;
    const crc32 = headers["x-amz-checksum-crc32"] ?? "";
    const etag = createHash("md5").update(`${crc32} ${bytes}`).digest("hex");
    upload.parts.set(Number(searchParams.get("partNumber")), { bytes, crc32, etag });
    return `"${etag}"`;
  };
  const close = async () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${address.port}`, uploads, objects, takePart, close };
}

interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

function reply(
  method: string,
  { pathname: key, searchParams: query }: URL,
  body: string,
  uploads: Map<string, Upload>,
  objects: Map<string, PhantomObject>,
): Answer {
  if (method === "HEAD") return head(objects.get(key));
  if (method === "GET" && query.has("list-type")) return { body: "<ListBucketResult></ListBucketResult>" };
  if (method === "POST" && query.has("uploads")) return create(key, uploads);
  const id = query.get("uploadId") ?? "";
  const upload = uploads.get(id);
  if (!upload) return { status: 404, body: "<Error><Code>NoSuchUpload</Code><Message>No</Message></Error>" };
  if (method === "GET") return list(upload, Number(query.get("part-number-marker") ?? 0));
  uploads.delete(id);
  if (method === "DELETE") return { status: 204 };
  const joined = join(
    upload,
    [...body.matchAll(/<PartNumber>(\d+)</g)].map(([, number]) => Number(number)),
  );
  objects.set(key, joined);
  return { body: `<CompleteMultipartUploadResult><ETag>"${joined.etag}"</ETag></CompleteMultipartUploadResult>` };
}

function create(key: string, uploads: Map<string, Upload>): Answer {
  const id = randomUUID();
  uploads.set(id, { key, parts: new Map() });
  return { body: `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>` };
}

function list({ parts }: Upload, marker: number): Answer {
  const following = [...parts].filter(([number]) => number > marker).sort(([a], [b]) => a - b);
  const page = following.slice(0, PAGE).map(([number, { bytes, crc32, etag }]) => {
    const sums = `<ETag>"${etag}"</ETag><ChecksumCRC32>${crc32}</ChecksumCRC32>`;
    return `<Part><PartNumber>${number}</PartNumber><Size>${bytes}</Size>${sums}</Part>`;
  });
  const isTruncated = following.length > PAGE;
  const next = isTruncated ? `<NextPartNumberMarker>${following[PAGE - 1]?.[0]}</NextPartNumberMarker>` : "";
  return {
    body: `<ListPartsResult><IsTruncated>${isTruncated}</IsTruncated>${next}${page.join("")}</ListPartsResult>`,
  };
}

function join({ parts }: Upload, numbers: number[]): PhantomObject {
  let [crc, bytes] = [0, 0];
  for (const number of numbers) {
    const part = parts.get(number);
    if (!part) throw new Error(`Part ${number} is not there`);
    crc = joinCrc32(crc, fromBase64(part.crc32), part.bytes);
    bytes += part.bytes;
  }
  return { bytes, crc32: toBase64(crc), etag: `${randomUUID()}-${numbers.length}` };
}

function head(object: PhantomObject | undefined): Answer {
  if (!object) return { status: 404 };
  const sums = { "x-amz-checksum-crc32": object.crc32, "x-amz-checksum-type": "FULL_OBJECT" };
  return { headers: { "content-length": String(object.bytes), etag: `"${object.etag}"`, ...sums } };
}
