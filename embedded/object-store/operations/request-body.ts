import type { z } from "zod";
import type { Blob } from "#embedded/object-store/files/blob-files.ts";
import type { Bucket } from "#embedded/object-store/files/bucket.ts";
import { ChecksumAlgorithm, checksumHeader } from "#embedded/object-store/files/checksum.ts";
import { startDigests } from "#embedded/object-store/files/digests.ts";
import type { Payload } from "#embedded/object-store/wire/payload.ts";
import { S3Error } from "#embedded/object-store/wire/s3-error.ts";
import { parseXml } from "#embedded/object-store/wire/xml.ts";
import type { Call } from "./call.ts";

const MAX_BLOB_BYTES = 5 * 2 ** 30;
const MAX_XML_BYTES = 4 * 2 ** 20;

export type ReceivedBlob = { blob: Blob; md5: string; checksum?: string };

/** Streams the body into a blob of the bucket; `algorithm` is computed even when the client sent no checksum. */
export async function receiveBlob(call: Call, bucket: Bucket, algorithm?: ChecksumAlgorithm): Promise<ReceivedBlob> {
  const promise = readPromise(call);
  const payload = call.openBody();
  if (payload.bytes > MAX_BLOB_BYTES) {
    throw new S3Error("EntityTooLarge", "One request can carry at most 5 GiB; use a multipart upload.");
  }
  const digests = await startDigests(promise.algorithm ?? algorithm);
  const { blob, result } = await bucket.blobs.receive(payload.stream, digests, (found) => {
    refuseOthers(found, promise, payload);
    return found;
  });
  return { blob, ...result };
}

/** Reads the body as XML, and holds it against the checksum in the headers unless that speaks of something else. */
export async function readXml<T extends z.ZodType>(
  call: Call,
  root: string,
  schema: T,
  checksumOf: "body" | "object" = "body",
): Promise<z.infer<T>> {
  const promise: Promised = checksumOf === "body" ? readPromise(call) : {};
  const payload = call.openBody();
  if (payload.bytes > MAX_XML_BYTES) throw new S3Error("MalformedXML", "The XML is too long.");
  const digests = await startDigests(promise.algorithm);
  const pieces: Buffer[] = [];
  for await (const piece of payload.stream) {
    digests.update(piece);
    pieces.push(piece);
  }
  refuseOthers(digests.finish(), promise, payload);
  return parseXml(Buffer.concat(pieces).toString("utf8"), root, schema);
}

/** The algorithm of the checksum that the client sends with the body, in a header or a trailer. */
export function sentAlgorithm({ request }: Call): ChecksumAlgorithm | undefined {
  const announced = (request.headers["x-amz-trailer"] ?? "").split(",").map((name) => name.trim().toLowerCase());
  const sent = ChecksumAlgorithm.options.filter((algorithm) => {
    const name = checksumHeader(algorithm);
    return name in request.headers || announced.includes(name);
  });
  if (sent.length > 1) throw new S3Error("InvalidRequest", "Send one checksum, not several.");
  return sent[0];
}

/** What the client says the bytes are: an MD5 (hex) and a checksum (base64, or in a trailer to come). */
type Promised = { md5?: string; algorithm?: ChecksumAlgorithm; checksum?: string };

function readPromise(call: Call): Promised {
  const { headers } = call.request;
  const algorithm = sentAlgorithm(call);
  const md5 = headers["content-md5"];
  if (md5 !== undefined && Buffer.from(md5, "base64").length !== 16) {
    throw new S3Error("InvalidDigest", "Content-MD5 must be 16 bytes in base64.");
  }
  return {
    md5: md5 && Buffer.from(md5, "base64").toString("hex"),
    algorithm,
    checksum: algorithm && headers[checksumHeader(algorithm)],
  };
}

function refuseOthers(found: { md5: string; checksum?: string }, promised: Promised, payload: Payload): void {
  if (promised.md5 !== undefined && promised.md5 !== found.md5) {
    throw new S3Error("BadDigest", "The Content-MD5 you specified did not match what we received.");
  }
  if (!promised.algorithm) return;
  const expected = promised.checksum ?? payload.trailers.get(checksumHeader(promised.algorithm));
  if (expected === undefined) throw new S3Error("MalformedTrailerError", "The announced checksum did not arrive.");
  if (expected === found.checksum) return;
  throw new S3Error("BadDigest", `The ${promised.algorithm} you specified did not match the calculated checksum.`);
}
