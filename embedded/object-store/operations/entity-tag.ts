import type { ObjectRecord } from "#embedded/object-store/files/object-record.ts";
import { S3Error } from "#embedded/object-store/wire/s3-error.ts";

type Headers = Record<string, string>;

/** Whether an If-Match or If-None-Match header names this ETag. */
export function namesTag(header: string, etag: string): boolean {
  return header.split(",").some((candidate) => ["*", etag].includes(bareTag(candidate)));
}

/** An ETag without quotes and without the mark of a weak one. */
export function bareTag(text: string): string {
  return text
    .trim()
    .replace(/^W\//, "")
    .replace(/^"(.*)"$/, "$1");
}

/** Throws when the conditions of a read do not hold; If-Match and If-None-Match win over dates. */
export function checkReadConditions(headers: Headers, { etag, modifiedAt }: ObjectRecord, prefix = ""): void {
  const modified = Math.floor(Date.parse(modifiedAt) / 1000) * 1000;
  const [match, noneMatch] = [headers[`${prefix}if-match`], headers[`${prefix}if-none-match`]];
  const unmodifiedSince = Date.parse(headers[`${prefix}if-unmodified-since`] ?? "");
  const modifiedSince = Date.parse(headers[`${prefix}if-modified-since`] ?? "");
  const changed = match === undefined ? modified > unmodifiedSince : !namesTag(match, etag);
  if (changed) throw preconditionFailed(match === undefined ? "If-Unmodified-Since" : "If-Match");
  const same = noneMatch === undefined ? modified <= modifiedSince : namesTag(noneMatch, etag);
  if (same && prefix) throw preconditionFailed("If-None-Match");
  if (same) throw new S3Error("NotModified", "Not modified", { headers: { ETag: `"${etag}"` } });
}

/** Throws when If-Match or If-None-Match forbid writing over what is there. */
export function checkWriteConditions(headers: Headers, current: ObjectRecord | undefined): void {
  const [match, noneMatch] = [headers["if-match"], headers["if-none-match"]];
  if (noneMatch !== undefined && current && namesTag(noneMatch, current.etag))
    throw preconditionFailed("If-None-Match");
  if (match === undefined) return;
  if (!current) throw new S3Error("NoSuchKey", "The key does not exist.");
  if (!namesTag(match, current.etag)) throw preconditionFailed("If-Match");
}

function preconditionFailed(condition: string): S3Error {
  const message = "At least one of the preconditions you specified did not hold.";
  return new S3Error("PreconditionFailed", message, { details: { Condition: condition } });
}
