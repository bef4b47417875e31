import type { NewFile } from "./contract.ts";
import type { Source } from "./transfer-file.ts";

const LAST_REPRESENTABLE_MS = Date.UTC(9999, 11, 31);

/** A file as the server is told of it. */
export function announced(
  { path, blob, lastModified, replace = false }: Source,
  fingerprint: string | null,
  again: boolean,
): NewFile {
  const isDate = lastModified !== null && lastModified >= 0 && lastModified < LAST_REPRESENTABLE_MS;
  const date = isDate ? new Date(lastModified).toISOString() : null;
  return { path, bytes: blob.size, lastModified: date, fingerprint, again, replace };
}
