import type { IncomingMessage } from "node:http";
import { S3Error } from "./s3-error.ts";

const MAX_KEY_BYTES = 1024;
const SIGNING_PARAMETERS = new Set([
  "x-amz-algorithm",
  "x-amz-credential",
  "x-amz-date",
  "x-amz-expires",
  "x-amz-signedheaders",
  "x-amz-signature",
  "x-amz-security-token",
]);

/** A path-style request. `bucket` and `key` are "" where absent; `headers` are lower-case and include hoisted x-amz-*. */
export type S3Request = {
  method: string;
  path: string;
  bucket: string;
  key: string;
  query: URLSearchParams;
  headers: Record<string, string>;
  sentHeaders: Record<string, string>;
  raw: IncomingMessage;
};

export function readS3Request(raw: IncomingMessage): S3Request {
  const target = raw.url ?? "/";
  const mark = target.indexOf("?");
  const segments = (mark < 0 ? target : target.slice(0, mark)).split("/").slice(1).map(decodeSegment);
  const query = new URLSearchParams(mark < 0 ? "" : target.slice(mark + 1));
  const sentHeaders = singleHeaders(raw);
  const key = segments.slice(1).join("/");
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) {
    throw new S3Error("KeyTooLongError", `A key can have at most ${MAX_KEY_BYTES} bytes.`);
  }
  return {
    method: raw.method ?? "GET",
    path: `/${segments.map(encodeUri).join("/")}`,
    bucket: segments[0] ?? "",
    key,
    query,
    headers: { ...hoistedHeaders(query), ...sentHeaders },
    sentHeaders,
    raw,
  };
}

/** Percent-encodes as Signature V4 and S3's `encoding-type=url` want it: only A-Z a-z 0-9 - . _ ~ stay. */
export function encodeUri(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    throw new S3Error("InvalidURI", "The address is not valid percent-encoded UTF-8.", { cause });
  }
}

function singleHeaders(raw: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(raw.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(",") : value;
  }
  return headers;
}

/** A presigned address carries x-amz-* headers in its query; S3 treats them as if they had been sent as headers. */
function hoistedHeaders(query: URLSearchParams): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of query) {
    const lower = name.toLowerCase();
    if (lower.startsWith("x-amz-") && !SIGNING_PARAMETERS.has(lower)) headers[lower] = value;
  }
  return headers;
}
