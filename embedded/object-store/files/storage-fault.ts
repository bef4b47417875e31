import { S3Error } from "#embedded/object-store/wire/s3-error.ts";

const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);
const UNWRITABLE = new Set(["EROFS", "EACCES", "EPERM", "EMFILE", "ENFILE", "ENOTDIR", "EIO"]);

/** Says a failure of the file system in S3's terms; undefined when it is something else. */
export function storageFault(error: unknown): S3Error | undefined {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (FULL.has(code)) {
    return new S3Error("InsufficientStorage", `The disk of the object store is full (${code}).`, { cause: error });
  }
  if (UNWRITABLE.has(code)) {
    const message = `The object store cannot use its data directory (${code}). Check that it exists and can be written.`;
    return new S3Error("ServiceUnavailable", message, { cause: error });
  }
  return undefined;
}
