import { randomUUID } from "node:crypto";
import { MAX_FILE_BYTES, MAX_PATH_BYTES, type NewFile, type RefusedFile } from "#lib/upload/contract.ts";
import { choosePartBytes } from "#lib/upload/part-plan.ts";
import { shownName } from "#lib/upload/shown-name.ts";
import type { NewFileRow } from "./queries.ts";

const TWICE = "Another file of this request has the same name. Rename one of them.";

/** A file that can be taken: as it was asked for, and the row as it would be kept. */
export interface Taken {
  file: NewFile;
  row: NewFileRow;
}

/** Parts the files of one request into those that can be taken and those that cannot, each with a sentence. */
export function sift(datasetId: string, files: NewFile[]): { taken: Taken[]; refused: RefusedFile[] } {
  const taken = new Map<string, Taken>();
  const refused: RefusedFile[] = [];
  for (const file of files) {
    const shown = shownName(file.path);
    const message = taken.has(shown) ? TWICE : whyRefused(shown, file.bytes);
    if (message) refused.push({ path: file.path, message, differs: false });
    else taken.set(shown, { file, row: newRow(datasetId, shown, file) });
  }
  return { taken: [...taken.values()], refused };
}

/** Why a file cannot be taken that is shown under this name; undefined when it can. */
export function whyRefused(shown: string, bytes: number): string | undefined {
  if (shown === "") return "The file's name has no visible character. Rename it.";
  if (Buffer.byteLength(shown) > MAX_PATH_BYTES)
    return `The file's name and folders are longer than ${MAX_PATH_BYTES.toLocaleString("en")} bytes. Shorten them.`;
  if (bytes > MAX_FILE_BYTES) return "The file is larger than 48.8 TiB, more than an object store takes. Split it.";
  return undefined;
}

function newRow(datasetId: string, path: string, { bytes, lastModified, fingerprint }: NewFile): NewFileRow {
  const id = randomUUID();
  const objectKey = `raw/${datasetId}/${id}`;
  return { id, datasetId, path, bytes, lastModified, fingerprint, objectKey, partBytes: choosePartBytes(bytes) };
}
