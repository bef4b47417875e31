import type { User } from "#lib/platform/session.ts";
import { deletePrefix, keepsChecksums } from "#lib/platform/storage.ts";
import type { ArrivedPart, KnownFile, NewFile, UploadTicket, UploadTickets } from "#lib/upload/contract.ts";
import { planOf } from "#lib/upload/part-plan.ts";
import { abortUpload, requireDataset } from "#lib/upload/upload.ts";
import { continueUpload } from "./continue-upload.ts";
import { openUploads } from "./open-uploads.ts";
import { type Earlier, findTwins, placeFiles } from "./queries.ts";
import { whyOverQuota } from "./quota.ts";
import { sift, type Taken } from "./sift.ts";

const ALREADY_HERE = "This dataset already has a file of this name, and it has arrived. Rename the file to add it.";

/**
 * Registers files and opens an upload for each. A file that looks like one that has arrived is only named, unless it is
 * to be sent again; an unfinished upload of the same file goes on; any other earlier try at a path starts anew. A file
 * that cannot be taken is refused with a sentence, the others go on.
 */
export async function startUploads(owner: User, datasetId: string, files: NewFile[]): Promise<UploadTickets> {
  await requireDataset(owner, datasetId);
  const sifted = sift(datasetId, files);
  const { known, unknown } = await recognise(datasetId, sifted.taken);
  const rows = unknown.map(({ row }) => row);
  const { placed, resumed, replaced, overQuota } = await placeFiles(owner, datasetId, rows, whyOverQuota);
  await openUploads(rows.filter(({ id }) => placed.has(id)));
  await Promise.all(replaced.map(discard));

  const answer: UploadTickets = { tickets: [], known, refused: sifted.refused };
  const goingOn = new Map(resumed.map((row) => [row.path, row]));
  const changed = new Set(replaced.filter((earlier) => isOfAnotherFile(earlier, rows)).map(({ path }) => path));
  const settle = async ({ file: { path }, row }: Taken) => {
    const earlier = goingOn.get(row.path);
    if (earlier) {
      const { arrived, finished, overtaken } = await continueUpload(owner, earlier);
      if (overtaken) answer.refused.push({ path, message: overtaken });
      else if (finished) answer.known.push({ path, fileId: earlier.id, where: earlier.path, ...finished });
      else answer.tickets.push(ticketFor(path, earlier, arrived, false));
    } else if (placed.has(row.id)) answer.tickets.push(ticketFor(path, row, [], changed.has(row.path)));
    else answer.refused.push({ path, message: overQuota.get(row.id) ?? ALREADY_HERE });
  };
  await Promise.all(unknown.map(settle));
  return answer;
}

async function recognise(datasetId: string, taken: Taken[]): Promise<{ known: KnownFile[]; unknown: Taken[] }> {
  const candidates = taken.filter(({ file }) => file.fingerprint && !file.again);
  const asked = candidates.map(({ file, row }) => ({ ...file, path: row.path }));
  const twins = candidates.length > 0 ? await findTwins(datasetId, asked) : [];
  const known = twins.flatMap(({ place, fileId, crc32, path: where }) => {
    const candidate = candidates[place - 1];
    return candidate ? { path: candidate.file.path, fileId, crc32, where } : [];
  });
  const paths = new Set(known.map(({ path }) => path));
  return { known, unknown: taken.filter(({ file }) => !paths.has(file.path)) };
}

/** Whether what was under way at a path was another file; when nothing told them apart nobody knows. */
function isOfAnotherFile(
  { path, state, bytes, fingerprint }: Earlier,
  rows: { path: string; bytes: number; fingerprint?: string | null }[],
) {
  const row = rows.find((candidate) => candidate.path === path);
  if (!row || state !== "uploading") return false;
  const isTold = fingerprint !== null && row.fingerprint !== null;
  return Number(bytes) !== row.bytes || (isTold && fingerprint !== row.fingerprint);
}

function ticketFor(
  path: string,
  row: { id: string; bytes: number | bigint; partBytes: number | bigint },
  arrived: ArrivedPart[],
  restarted: boolean,
): UploadTicket {
  return { fileId: row.id, path, ...planOf(row), arrived, enforcesChecksums: keepsChecksums(), restarted };
}

/** What an earlier try at the same path left in the store: parts, or an object that could not be read. */
async function discard(earlier: Earlier): Promise<void> {
  if (earlier.bucket !== null) return;
  await abortUpload(earlier);
  await deletePrefix(earlier.objectKey);
}
