import { randomUUID } from "node:crypto";
import type { User } from "#lib/platform/session.ts";
import { abortMultipart, createMultipart, deletePrefix } from "#lib/platform/storage.ts";
import { MAX_FILE_BYTES, MAX_PATH_BYTES, type NewFile, type UploadTicket, type UploadTickets } from "./contract.ts";
import { choosePartBytes, planParts } from "./part-plan.ts";
import { keepUploadIds, type NewFileRow, replaceFiles, type StoredUnder } from "./queries.ts";
import { shownName } from "./shown-name.ts";
import { abortUpload, requireDataset } from "./upload.ts";

const CONTENT_TYPE = "text/csv";
const ALREADY_HERE = "This dataset already has a file of this name, and it has arrived. Rename the file to add it.";
const TWICE = "Another file of this request has the same name. Rename one of them.";

/** A file that can be taken: `path` as it was sent, the row as it is kept. */
interface Taken {
  path: string;
  row: NewFileRow;
}

/**
 * Registers files and opens an upload for each. A file that cannot be taken is refused with a sentence, the others go on.
 * A path whose earlier upload did not finish, failed or was cancelled starts anew.
 */
export async function startUploads(owner: User, datasetId: string, files: NewFile[]): Promise<UploadTickets> {
  await requireDataset(owner, datasetId);
  const { taken, refused } = sift(datasetId, files);
  const { placed, replaced } = await replaceFiles(
    datasetId,
    taken.map(({ row }) => row),
  );
  const open = taken.filter(({ row }) => placed.has(row.id));
  const crowdedOut = taken.filter(({ row }) => !placed.has(row.id));
  await openUploads(open.map(({ row }) => row));
  await Promise.all(replaced.map(discard));
  return {
    tickets: open.map(ticketFor),
    known: [],
    refused: [...refused, ...crowdedOut.map(({ path }) => ({ path, message: ALREADY_HERE }))],
  };
}

function sift(datasetId: string, files: NewFile[]): { taken: Taken[] } & Pick<UploadTickets, "refused"> {
  const taken = new Map<string, Taken>();
  const refused: UploadTickets["refused"] = [];
  for (const file of files) {
    const shown = shownName(file.path);
    const message = taken.has(shown) ? TWICE : whyRefused(shown, file.bytes);
    if (message) refused.push({ path: file.path, message });
    else taken.set(shown, { path: file.path, row: newRow(datasetId, shown, file) });
  }
  return { taken: [...taken.values()], refused };
}

function whyRefused(shown: string, bytes: number): string | undefined {
  if (shown === "") return "The file's name has no visible character. Rename it.";
  if (Buffer.byteLength(shown) > MAX_PATH_BYTES)
    return `The file's name and folders are longer than ${MAX_PATH_BYTES.toLocaleString("en")} bytes. Shorten them.`;
  if (bytes > MAX_FILE_BYTES) return "The file is larger than 5 TiB, more than an object store takes. Split it.";
  return undefined;
}

function newRow(datasetId: string, path: string, { bytes, lastModified }: NewFile): NewFileRow {
  const id = randomUUID();
  const objectKey = `raw/${datasetId}/${id}`;
  return { id, datasetId, path, bytes, lastModified, objectKey, partBytes: choosePartBytes(bytes) };
}

function ticketFor({ path, row }: Taken): UploadTicket {
  const plan = planParts(Number(row.bytes), row.partBytes);
  return { fileId: row.id, path, ...plan, arrived: [], enforcesChecksums: false, restarted: false };
}

/** The rows are there already: whatever happens here, a sweep finds what was opened. */
async function openUploads(rows: NewFileRow[]): Promise<void> {
  const opened = await Promise.all(
    rows.map(async ({ id, objectKey }) => ({
      fileId: id,
      objectKey,
      uploadId: await createMultipart(objectKey, CONTENT_TYPE),
    })),
  );
  const kept = await keepUploadIds(opened);
  const cancelledMeanwhile = opened.filter(({ fileId }) => !kept.has(fileId));
  await Promise.all(cancelledMeanwhile.map(({ objectKey, uploadId }) => abortMultipart(objectKey, uploadId)));
}

/** What an earlier try at the same path left in the store: parts, or an object that could not be read. */
async function discard(earlier: StoredUnder): Promise<void> {
  await abortUpload(earlier);
  await deletePrefix(earlier.objectKey);
}
