import { S3Error } from "./s3-error.ts";
import type { S3Request } from "./s3-request.ts";
import { type RequestSigner, type Signed, sameSignature } from "./signature.ts";

const MAX_SKEW_MS = 15 * 60_000;
const MAX_EXPIRES_S = 604_800;
const ALGORITHM = "AWS4-HMAC-SHA256";

/** Who signed what, and when. `expiresIn` (seconds) is there for presigned addresses only. */
export type Authorization = Signed & { credential: string; signature: string; expiresIn?: number };

/** Checks the signature in the headers or in the address; throws the refusal S3 would give. */
export async function authenticate(request: S3Request, signer: RequestSigner, now: Date): Promise<Authorization> {
  const authorization = readAuthorization(request);
  checkCredential(authorization, signer);
  checkTime(authorization, now);
  checkSignedHeaders(request, authorization);
  const expected = await signer.requestSignature(request, authorization);
  if (!sameSignature(expected, authorization.signature)) {
    throw new S3Error(
      "SignatureDoesNotMatch",
      "The signature does not match the request. Check key and signing method.",
    );
  }
  return authorization;
}

function readAuthorization(request: S3Request): Authorization {
  const header = request.sentHeaders.authorization;
  const presigned = request.query.has("X-Amz-Algorithm") || request.query.has("X-Amz-Signature");
  if (header !== undefined && presigned) {
    throw new S3Error("InvalidArgument", "Sign in the headers or in the address, not in both.");
  }
  if (presigned) return readPresigned(request);
  if (header !== undefined) return readHeader(request, header);
  throw new S3Error("AccessDenied", "Access denied: the request is not signed.");
}

function readHeader(request: S3Request, header: string): Authorization {
  const found = /^AWS4-HMAC-SHA256\s+Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]+)$/.exec(
    header,
  );
  const [, credential, signedHeaders, signature] = found ?? [];
  if (!credential || !signedHeaders || !signature) {
    throw new S3Error("AuthorizationHeaderMalformed", "The Authorization header is not a Signature V4 header.");
  }
  const payloadHash = request.sentHeaders["x-amz-content-sha256"];
  if (!payloadHash) throw new S3Error("InvalidRequest", "The header x-amz-content-sha256 is missing.");
  const signedAt = readDate(request.sentHeaders["x-amz-date"]);
  if (!signedAt) throw new S3Error("AccessDenied", "A signed request needs a valid x-amz-date header.");
  return { credential, signedHeaders: signedHeaders.split(";"), signature, payloadHash, signedAt };
}

function readPresigned(request: S3Request): Authorization {
  const { query, headers } = request;
  const signedAt = readDate(query.get("X-Amz-Date"));
  const signedHeaders = query.get("X-Amz-SignedHeaders")?.split(";");
  const credential = query.get("X-Amz-Credential");
  const signature = query.get("X-Amz-Signature");
  if (query.get("X-Amz-Algorithm") !== ALGORITHM || !signedAt || !signedHeaders || !credential || !signature) {
    throw malformedQuery(
      "A presigned address needs algorithm, credential, date, signed headers, expiry and signature.",
    );
  }
  const expiresIn = readExpiry(query.get("X-Amz-Expires"));
  const payloadHash = headers["x-amz-content-sha256"] ?? "UNSIGNED-PAYLOAD";
  return { credential, signedHeaders, signature, payloadHash, signedAt, expiresIn };
}

function readExpiry(text: string | null): number {
  if (text === null || !/^\d{1,9}$/.test(text)) throw malformedQuery("X-Amz-Expires must be a number of seconds.");
  if (Number(text) > MAX_EXPIRES_S) throw malformedQuery("X-Amz-Expires must be at most a week (604800 seconds).");
  return Number(text);
}

function checkCredential({ credential, signedAt, expiresIn }: Authorization, signer: RequestSigner): void {
  const malformed = expiresIn === undefined ? "AuthorizationHeaderMalformed" : "AuthorizationQueryParametersError";
  const parts = credential.split("/");
  const [date, region, service, terminal] = parts.slice(-4);
  if (parts.length < 5 || service !== "s3" || terminal !== "aws4_request") {
    throw new S3Error(malformed, "The credential must read KEY/DATE/REGION/s3/aws4_request.");
  }
  if (parts.slice(0, -4).join("/") !== signer.accessKeyId) {
    throw new S3Error("InvalidAccessKeyId", "This object store does not know the access key.");
  }
  if (region !== signer.region) {
    const message = `The credential is for the region "${region}"; this object store is in "${signer.region}".`;
    throw new S3Error(malformed, message, { details: { Region: signer.region } });
  }
  if (date !== signedAt.toISOString().slice(0, 10).replaceAll("-", "")) {
    throw new S3Error(malformed, "The credential's date differs from the date of the request.");
  }
}

function checkTime({ signedAt, expiresIn }: Authorization, now: Date): void {
  const ageMs = now.getTime() - signedAt.getTime();
  const details = { ServerTime: now.toISOString() };
  if (expiresIn === undefined) {
    if (Math.abs(ageMs) <= MAX_SKEW_MS) return;
    const message = "The clocks of sender and object store are more than 15 minutes apart.";
    throw new S3Error("RequestTimeTooSkewed", message, { details });
  }
  if (ageMs < -MAX_SKEW_MS) throw new S3Error("AccessDenied", "Request is not yet valid", { details });
  if (ageMs >= expiresIn * 1000) throw new S3Error("AccessDenied", "Request has expired", { details });
}

function checkSignedHeaders({ sentHeaders }: S3Request, { signedHeaders, expiresIn }: Authorization): void {
  const signed = new Set(signedHeaders);
  if (!signed.has("host")) throw new S3Error("AccessDenied", "The host header must be signed.");
  const mustBeSigned = (name: string) => name.startsWith("x-amz-") && !signed.has(name);
  const harmless = (name: string) => expiresIn === undefined && name === "x-amz-content-sha256";
  const unsigned = Object.keys(sentHeaders).filter((name) => mustBeSigned(name) && !harmless(name));
  if (unsigned.length === 0) return;
  const message = "There were headers present in the request which were not signed";
  throw new S3Error("AccessDenied", message, { details: { HeadersNotSigned: unsigned.join(", ") } });
}

function readDate(text: string | null | undefined): Date | undefined {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? "") ?? [];
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function malformedQuery(message: string): S3Error {
  return new S3Error("AuthorizationQueryParametersError", message);
}
