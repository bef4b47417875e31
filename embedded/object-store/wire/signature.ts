import { timingSafeEqual } from "node:crypto";
import { Sha256 } from "@aws-crypto/sha256-js";
import { getCanonicalHeaders, SignatureV4 } from "@smithy/signature-v4";
import type { S3Request } from "./s3-request.ts";

const EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

export type Credentials = { accessKeyId: string; secretAccessKey: string; region: string };
export type Signed = { signedHeaders: string[]; signedAt: Date; payloadHash: string };

/** Recomputes Signature V4 for what arrived, with the headers and the time the sender says it signed. */
export class RequestSigner extends SignatureV4 {
  readonly accessKeyId: string;
  readonly region: string;

  constructor({ accessKeyId, secretAccessKey, region }: Credentials) {
    const credentials = { accessKeyId, secretAccessKey };
    super({ service: "s3", region, credentials, sha256: Sha256, uriEscapePath: false, applyChecksum: false });
    this.accessKeyId = accessKeyId;
    this.region = region;
  }

  async requestSignature(request: S3Request, { signedHeaders, signedAt, payloadHash }: Signed): Promise<string> {
    const headers = Object.fromEntries(signedHeaders.map((name) => [name, request.sentHeaders[name] ?? ""]));
    const described = { method: request.method, protocol: "http:", hostname: "", path: request.path };
    const canonical = this.createCanonicalRequest(
      { ...described, headers, query: queryBag(request.query) },
      getCanonicalHeaders({ ...described, headers }, undefined, new Set(signedHeaders)),
      payloadHash,
    );
    const { longDate } = this.formatDate(signedAt);
    return this.sign(await this.createStringToSign(longDate, this.scope(signedAt), canonical, "AWS4-HMAC-SHA256"), {
      signingDate: signedAt,
    });
  }

  /** The signature of one chunk of a signed streaming body; `previous` is the signature of the chunk before it. */
  chunkSignature(previous: string, chunkSha256: string, signedAt: Date): Promise<string> {
    return this.signLines(signedAt, "AWS4-HMAC-SHA256-PAYLOAD", previous, EMPTY_SHA256, chunkSha256);
  }

  trailerSignature(previous: string, trailerSha256: string, signedAt: Date): Promise<string> {
    return this.signLines(signedAt, "AWS4-HMAC-SHA256-TRAILER", previous, trailerSha256);
  }

  private signLines(signedAt: Date, algorithm: string, ...lines: string[]): Promise<string> {
    const { longDate } = this.formatDate(signedAt);
    const text = [algorithm, longDate, this.scope(signedAt), ...lines].join("\n");
    return this.sign(text, { signingDate: signedAt });
  }

  private scope(signedAt: Date): string {
    return `${this.formatDate(signedAt).shortDate}/${this.region}/${this.service}/aws4_request`;
  }
}

/** Compares in constant time, so that a wrong signature does not tell how much of it was right. */
export function sameSignature(expected: string, given: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(given)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function queryBag(query: URLSearchParams): Record<string, string[]> {
  const names = new Set([...query.keys()].filter((name) => name.toLowerCase() !== "x-amz-signature"));
  return Object.fromEntries([...names].map((name) => [name, query.getAll(name)]));
}
