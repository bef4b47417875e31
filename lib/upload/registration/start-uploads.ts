import type { User } from "#lib/platform/session.ts";
import { keepsChecksums } from "#lib/platform/storage.ts";
import type { ArrivedPart, KnownFile, NewFile, UploadTicket, UploadTickets } from "#lib/upload/contract.ts";
import { planOf } from "#lib/upload/part-plan.ts";
import { discardUpload, requireDataset } from "#lib/upload/upload.ts";
import { continueUpload } from "./continue-upload.ts";
import { DIFFERS } from "./differs.ts";
import { openUploads } from "./open-uploads.ts";
import { type Earlier, findTwins, placeFiles } from "./queries.ts";
import { whyOverQuota } from "./quota.ts";
import { sift, type Taken } from "./sift.ts";

/**
 * Registers files and opens an upload for each. A file that looks like one that has arrived is only named, unless it is
 * to be sent again; an unfinished upload of the same file goes on; any other earlier try at a path starts anew. A file
 * that differs from one that has arrived is taken beside it if it is to replace it. A file that cannot be taken is
 * refused with a sentence, the others go on.
 */
export async function startUploads(owner: User, datasetId: string, files: NewFile[]): Promise<UploadTickets> {
  await requireDataset(owner, datasetId);
  const sifted = sift(datasetId, files);
  const { known, unknown } = await recognise(datasetId, sifted.taken);
  const rows = unknown.map(({ row }) => row);
  const replacing = new Set(unknown.filter(({ file }) => file.replace).map(({ row }) => row.path));
  const { placed, resumed, replaced, overQuota } = await placeFiles(owner, datasetId, rows, replacing, whyOverQuota);
  await openUploads(rows.filter(({ id }) => placed.has(id)));
  await Promise.all(replaced.map(discardUpload));

  const answer: UploadTickets = { tickets: [], known, refused: sifted.refused };
  const goingOn = new Map(resumed.map((row) => [row.path, row]));
  const changed = new Set(replaced.filter((earlier) => isOfAnotherFile(earlier, rows)).map(({ path }) => path));
  const settle = async ({ file: { path }, row }: Taken) => {
    const earlier = goingOn.get(row.path);
    if (earlier) {
      const { arrived, finished, overtaken } = await continueUpload(owner, earlier);
      if (overtaken) answer.refused.push({ path, message: overtaken, differs: false });
      else if (finished) answer.known.push({ path, fileId: earlier.id, where: earlier.path, ...finished });
      else answer.tickets.push(ticketFor(path, earlier, arrived, false));
    } else if (placed.has(row.id)) answer.tickets.push(ticketFor(path, row, [], changed.has(row.path)));
    else answer.refused.push({ path, ...whyNotPlaced(overQuota.get(row.id)) });
  };
  await Promise.all(unknown.map(settle));
  return answer;
}

/** Where its place is not free, the file of this name has other bytes. */
const whyNotPlaced = (overQuota: string | undefined) =>
  overQuota === undefined ? { message: DIFFERS, differs: true } : { message: overQuota, differs: false };

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
