import { checksumHeader } from "#embedded/object-store/files/checksum.ts";
import type { ObjectRecord, StoredHeaders } from "#embedded/object-store/files/object-record.ts";
import { S3Error } from "#embedded/object-store/wire/s3-error.ts";
import type { Call } from "./call.ts";

const KEPT = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
];
const UNSUPPORTED = /^x-amz-(tagging|server-side-encryption|object-lock|website|grant)/;

/** The headers of a write that are kept with the object; refuses those that ask for what is not done here. */
export function readStoredHeaders({ request: { headers } }: Call): StoredHeaders {
  refuseUnsupported(headers);
  const stored = Object.entries(headers).filter(([name]) => KEPT.includes(name) || name.startsWith("x-amz-meta-"));
  const kept: StoredHeaders = { "content-type": "binary/octet-stream", ...Object.fromEntries(stored) };
  const encoding = (kept["content-encoding"] ?? "").split(",").map((name) => name.trim());
  const own = encoding.filter((name) => name !== "" && name !== "aws-chunked").join(",");
  delete kept["content-encoding"];
  return own ? { ...kept, "content-encoding": own } : kept;
}

/** The headers with which an object is answered. */
export function objectHeaders(record: ObjectRecord, withChecksum: boolean): Record<string, string> {
  const { checksum } = record;
  return {
    ...record.headers,
    ETag: `"${record.etag}"`,
    "Last-Modified": new Date(record.modifiedAt).toUTCString(),
    "Accept-Ranges": "bytes",
    ...(checksum && withChecksum
      ? { [checksumHeader(checksum.algorithm)]: checksum.value, "x-amz-checksum-type": checksum.type }
      : {}),
  };
}

function refuseUnsupported(headers: Record<string, string>): void {
  const name = Object.keys(headers).find((candidate) => UNSUPPORTED.test(candidate));
  const storageClass = headers["x-amz-storage-class"] ?? "STANDARD";
  const header = name ?? (storageClass === "STANDARD" ? undefined : "x-amz-storage-class");
  if (!header) return;
  const message = "A header you provided implies functionality that is not implemented.";
  throw new S3Error("NotImplemented", message, { details: { Header: header } });
}
