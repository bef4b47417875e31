import type { CorsRule } from "#embedded/object-store/files/bucket.ts";
import type { Store } from "#embedded/object-store/files/store.ts";
import type { Reply } from "#embedded/object-store/wire/reply.ts";
import { S3Error } from "#embedded/object-store/wire/s3-error.ts";
import type { S3Request } from "#embedded/object-store/wire/s3-request.ts";
import { getBucket } from "./call.ts";

/** What a page asks before, or while, it reaches for a bucket of another origin. */
type CrossOrigin = { origin: string; method: string; headers: string[] };

/** Answers a browser's preflight from the bucket's rules; needs no signature. */
export function answerPreflight(store: Store, request: S3Request): Reply {
  const origin = request.headers.origin;
  const method = request.headers["access-control-request-method"];
  if (!origin || !method) {
    throw new S3Error("BadRequest", "A preflight needs the headers Origin and Access-Control-Request-Method.");
  }
  const { cors } = getBucket({ store, request }).settings;
  if (!cors) throw new S3Error("AccessForbidden", "CORSResponse: CORS is not enabled for this bucket.");
  const headers = splitNames(request.headers["access-control-request-headers"]);
  const rule = cors.find((candidate) => allows(candidate, { origin, method, headers }));
  if (!rule)
    throw new S3Error("AccessForbidden", "CORSResponse: This CORS request is not allowed by the bucket's rules.");
  return {
    headers: {
      ...ruleHeaders(rule, origin),
      ...(headers.length > 0 ? { "Access-Control-Allow-Headers": headers.join(", ") } : {}),
      ...(rule.maxAgeSeconds === undefined ? {} : { "Access-Control-Max-Age": String(rule.maxAgeSeconds) }),
    },
  };
}

/** The headers that let a page of another origin read the answer to this request, errors included. */
export function crossOriginHeaders(store: Store, { bucket, headers, method }: S3Request): Record<string, string> {
  const origin = headers.origin;
  const rules = store.find(bucket)?.settings.cors;
  if (!origin || !rules || method === "OPTIONS") return {};
  const rule = rules.find((candidate) => allows(candidate, { origin, method, headers: [] }));
  return rule ? ruleHeaders(rule, origin) : {};
}

function allows(rule: CorsRule, { origin, method, headers }: CrossOrigin): boolean {
  return (
    rule.allowedOrigins.some((pattern) => fits(pattern, origin)) &&
    rule.allowedMethods.some((allowed) => allowed === method) &&
    headers.every((name) => rule.allowedHeaders.some((pattern) => fits(pattern.toLowerCase(), name)))
  );
}

/** A pattern may have one `*`, which stands for anything. */
function fits(pattern: string, text: string): boolean {
  const star = pattern.indexOf("*");
  if (star < 0) return pattern === text;
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return text.length >= head.length + tail.length && text.startsWith(head) && text.endsWith(tail);
}

function ruleHeaders(rule: CorsRule, origin: string): Record<string, string> {
  const anyone = rule.allowedOrigins.includes("*");
  return {
    "Access-Control-Allow-Origin": anyone ? "*" : origin,
    "Access-Control-Allow-Methods": rule.allowedMethods.join(", "),
    ...(anyone ? {} : { "Access-Control-Allow-Credentials": "true" }),
    ...(rule.exposeHeaders.length > 0 ? { "Access-Control-Expose-Headers": rule.exposeHeaders.join(", ") } : {}),
    Vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
  };
}

function splitNames(header: string | undefined): string[] {
  return (header ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean);
}
