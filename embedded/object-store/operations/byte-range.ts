import type { ObjectRecord } from "#embedded/object-store/files/object-record.ts";
import { S3Error } from "#embedded/object-store/wire/s3-error.ts";
import type { S3Request } from "#embedded/object-store/wire/s3-request.ts";

/** What of an object is asked for, both ends included; `partial` when it is not simply all of it. */
export type ByteRange = { start: number; end: number; partial: boolean; parts?: number };

export function readRange({ headers, query }: S3Request, record: ObjectRecord): ByteRange {
  const partNumber = query.get("partNumber");
  if (partNumber === null) return readHeaderRange(headers.range, record.bytes);
  if (headers.range !== undefined) {
    throw new S3Error("InvalidRequest", "Cannot specify both Range header and partNumber query parameter.");
  }
  return readPart(Number(partNumber), record);
}

/** A range that is malformed, or several of them, is answered with everything, as S3 does. */
function readHeaderRange(header: string | undefined, bytes: number): ByteRange {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  const backwards = first !== "" && last !== "" && Number(first) > Number(last);
  if ((first === "" && last === "") || backwards) return { start: 0, end: bytes - 1, partial: false };
  const start = first === "" ? Math.max(bytes - Number(last), 0) : Number(first);
  const end = first === "" || last === "" ? bytes - 1 : Math.min(Number(last), bytes - 1);
  if (start <= end) return { start, end, partial: true };
  throw new S3Error("InvalidRange", "The requested range is not satisfiable.", {
    details: { RangeRequested: header ?? "", ActualObjectSize: String(bytes) },
    headers: { "Content-Range": `bytes */${bytes}` },
  });
}

function readPart(number: number, { blobs }: ObjectRecord): ByteRange {
  const part = blobs[number - 1];
  if (!part) throw new S3Error("InvalidPartNumber", "The requested partnumber is not satisfiable.");
  const start = blobs.slice(0, number - 1).reduce((sum, { bytes }) => sum + bytes, 0);
  return { start, end: start + part.bytes - 1, partial: part.bytes > 0, parts: blobs.length };
}
