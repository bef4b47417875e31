import { createHash } from "node:crypto";
import type { Authorization } from "./authentication.ts";
import { ByteReader, cutShort } from "./byte-reader.ts";
import { S3Error } from "./s3-error.ts";
import { type RequestSigner, sameSignature } from "./signature.ts";

export type Trailers = Map<string, string>;

/** How the chunks of an aws-chunked body prove themselves; `undefined` where they are not signed. */
export type ChunkProof = { authorization: Authorization; signer: RequestSigner; signedTrailer: boolean } | undefined;

/** Takes the aws-chunked framing off a body, verifying each chunk's signature, and fills `trailers` at its end. */
export async function* decodeChunks(
  source: AsyncIterable<Buffer>,
  trailers: Trailers,
  proof: ChunkProof,
): AsyncGenerator<Buffer, void, undefined> {
  const reader = new ByteReader(source);
  let previous = proof?.authorization.signature ?? "";
  for (;;) {
    const { bytes, signature } = readHead(await reader.line());
    const hash = proof && createHash("sha256");
    for await (const piece of reader.take(bytes)) {
      hash?.update(piece);
      yield piece;
    }
    if (proof && hash) {
      const { signer, authorization } = proof;
      const expected = await signer.chunkSignature(previous, hash.digest("hex"), authorization.signedAt);
      refuseUnless(sameSignature(expected, signature));
      previous = expected;
    }
    if (bytes === 0) return readTrailers(reader, trailers, previous, proof);
    if ((await reader.line()) !== "") throw cutShort();
  }
}

function readHead(line: string): { bytes: number; signature: string } {
  const [, size, signature] = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line) ?? [];
  if (size === undefined) throw new S3Error("InvalidRequest", "The aws-chunked body is malformed.");
  return { bytes: Number.parseInt(size, 16), signature: signature ?? "" };
}

async function readTrailers(
  reader: ByteReader,
  trailers: Trailers,
  previous: string,
  proof: ChunkProof,
): Promise<void> {
  let signature = "";
  let signedText = "";
  for (let line = await reader.line(); line !== ""; line = await reader.line()) {
    const mark = line.indexOf(":");
    if (mark < 1) throw new S3Error("MalformedTrailerError", "A trailer of the body is malformed.");
    const [name, value] = [line.slice(0, mark).trim().toLowerCase(), line.slice(mark + 1).trim()];
    if (name === "x-amz-trailer-signature") {
      signature = value;
    } else {
      trailers.set(name, value);
      signedText += `${name}:${value}\n`;
    }
  }
  if (!proof?.signedTrailer) return;
  const hash = createHash("sha256").update(signedText).digest("hex");
  refuseUnless(
    sameSignature(await proof.signer.trailerSignature(previous, hash, proof.authorization.signedAt), signature),
  );
}

function refuseUnless(matches: boolean): void {
  if (!matches) throw new S3Error("SignatureDoesNotMatch", "The signature of a chunk does not match its bytes.");
}
