import { createHash } from "node:crypto";
import type { Authorization } from "./authentication.ts";
import { cutShort } from "./byte-reader.ts";
import { type ChunkProof, decodeChunks, type Trailers } from "./chunked-body.ts";
import { S3Error } from "./s3-error.ts";
import type { S3Request } from "./s3-request.ts";
import type { RequestSigner } from "./signature.ts";

const SIGNED_CHUNKS = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
const SIGNED_CHUNKS_AND_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
const UNSIGNED_CHUNKS = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

/** A request's body without its framing, `bytes` long. `trailers` are complete once `stream` has ended. */
export type Payload = { stream: AsyncIterable<Buffer>; bytes: number; trailers: Trailers };

/** Opens the body as its signature says it was sent; reading it throws when bytes, length or signature disagree. */
export function openPayload(request: S3Request, authorization: Authorization, signer: RequestSigner): Payload {
  const { payloadHash } = authorization;
  const trailers: Trailers = new Map();
  const raw = request.raw.iterator({ destroyOnReturn: false });
  const opened = (stream: AsyncIterable<Buffer>, length: string | undefined): Payload => {
    const bytes = readLength(length);
    return { stream: exactly(bytes, stream), bytes, trailers };
  };
  if (payloadHash.startsWith("STREAMING-")) {
    const proof = chunkProof(authorization, signer);
    return opened(decodeChunks(raw, trailers, proof), request.headers["x-amz-decoded-content-length"]);
  }
  const length = request.headers["content-length"];
  if (payloadHash === "UNSIGNED-PAYLOAD") return opened(raw, length);
  if (/^[0-9a-f]{64}$/.test(payloadHash)) return opened(hashedAs(payloadHash, raw), length);
  throw new S3Error(
    "InvalidArgument",
    "x-amz-content-sha256 must be a SHA-256, UNSIGNED-PAYLOAD or a STREAMING- value.",
  );
}

function chunkProof(authorization: Authorization, signer: RequestSigner): ChunkProof {
  const { payloadHash } = authorization;
  if (payloadHash === UNSIGNED_CHUNKS) return undefined;
  if (payloadHash === SIGNED_CHUNKS) return { authorization, signer, signedTrailer: false };
  if (payloadHash === SIGNED_CHUNKS_AND_TRAILER) return { authorization, signer, signedTrailer: true };
  throw new S3Error("NotImplemented", `Bodies signed as ${payloadHash} are not supported.`);
}

function readLength(text: string | undefined): number {
  if (text === undefined) throw new S3Error("MissingContentLength", "The length of the body must be sent.");
  if (!/^\d{1,15}$/.test(text)) throw new S3Error("InvalidArgument", "The length of the body is not a number.");
  return Number(text);
}

async function* exactly(bytes: number, source: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  let seen = 0;
  for await (const piece of source) {
    seen += piece.length;
    if (seen > bytes) throw cutShort();
    yield piece;
  }
  if (seen < bytes) throw cutShort();
}

async function* hashedAs(expected: string, source: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  const hash = createHash("sha256");
  for await (const piece of source) {
    hash.update(piece);
    yield piece;
  }
  if (hash.digest("hex") === expected) return;
  throw new S3Error("XAmzContentSHA256Mismatch", "The body differs from the SHA-256 that was signed for it.");
}
