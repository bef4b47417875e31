import { type Database, db } from "#lib/platform/db.ts";
import { enqueue } from "#lib/platform/jobs/queue.ts";
import { withdrawJobs } from "#lib/platform/jobs/withdraw.ts";
import type { Prisma } from "#lib/platform/prisma-client/client.ts";
import type { User } from "#lib/platform/session.ts";
import type { StoredUnder } from "#lib/upload/queries.ts";
import { holdUsage, type Usage, withinQuota } from "#lib/upload/registration/queries.ts";
import type { ObjectsTaken } from "./contract.ts";
import { judgeObject, type Occupant } from "./judge-object.ts";

/** Enough for a page of a thousand objects. */
const PLACE_MS = 120_000;

export type ObjectRow = Prisma.SourceFileCreateManyInput & {
  id: string;
  bytes: number;
  bucket: string;
  etag: string;
  crc32: string | null;
};

/** The paths of a dataset's files that are these very objects, by key. */
export async function findUnchanged(
  datasetId: string,
  bucket: string,
  objects: { key: string; bytes: number; etag: string }[],
): Promise<Map<string, string>> {
  const rows = await db().$queryRaw<{ key: string; path: string }[]>`
    SELECT file.object_key AS key, file.path
    FROM unnest(
      ${objects.map(({ key }) => key)}::text[], ${objects.map(({ bytes }) => BigInt(bytes))}::bigint[],
      ${objects.map(({ etag }) => etag)}::text[]
    ) AS listed (key, bytes, etag) JOIN source_file AS file
      ON file.object_key = listed.key AND file.bytes = listed.bytes AND file.etag = listed.etag
    WHERE file.dataset_id = ${datasetId}::uuid AND file.bucket = ${bucket} AND file.state <> 'failed'`;
  return new Map(rows.map(({ key, path }) => [key, path]));
}

interface PlacedObjects extends Pick<ObjectsTaken, "known" | "refused"> {
  registered: ObjectRow[];
  /** What was removed for them, and where its bytes are. */
  removed: StoredUnder[];
}

/** Puts objects into a dataset and asks for their inspection, together. The owner's row is held meanwhile, so that `whyOver` judges what is true. */
export function placeObjects(
  owner: User,
  datasetId: string,
  rows: ObjectRow[],
  replace: boolean,
  whyOver: (usage: Usage) => string | undefined,
): Promise<PlacedObjects> {
  return db().$transaction(
    async (tx) => {
      const usage = await holdUsage(tx, owner);
      const judged = judgeAll(rows, await findOccupants(tx, datasetId, rows), replace);
      const removed = await removeFiles(tx, judged.leaving);
      const { within, overQuota } = withinQuota(judged.free, usage, whyOver);
      await tx.sourceFile.createMany({ data: within });
      for (const { id } of within) await enqueue(tx, { kind: "file.inspect", subject: id, ownerId: owner.id });
      const over = judged.free.flatMap(({ id, path, bytes }) => {
        const message = overQuota.get(id);
        return message ? [{ path, bytes, message, differs: false }] : [];
      });
      return { registered: within, known: judged.known, refused: [...judged.refused, ...over], removed };
    },
    { timeout: PLACE_MS, maxWait: 20_000 },
  );
}

function judgeAll(rows: ObjectRow[], occupants: Occupant[], replace: boolean) {
  const free: ObjectRow[] = [];
  const leaving: string[] = [];
  const answer: Pick<ObjectsTaken, "known" | "refused"> = { known: [], refused: [] };
  const names = new Set<string>();
  for (const row of rows) {
    const { path, bytes } = row;
    const verdict = judgeObject(row, occupants, { replace, isTwice: names.has(path) });
    names.add(path);
    if (verdict.where !== undefined) answer.known.push({ path, bytes, where: verdict.where });
    else if (verdict.refusal) answer.refused.push({ path, bytes, ...verdict.refusal });
    else {
      free.push(row);
      leaving.push(...verdict.leaving);
    }
  }
  return { free, leaving, ...answer };
}

/** The files that are where one of the objects would be: of its path, or the same object under another one. */
const findOccupants = (tx: Database, datasetId: string, rows: ObjectRow[]): Promise<Occupant[]> =>
  tx.$queryRaw<Occupant[]>`
    SELECT id, path, state::text AS state, bytes, bucket, object_key AS "objectKey", etag, crc32, replaces
    FROM source_file
    WHERE dataset_id = ${datasetId}::uuid AND (path = ANY(${rows.map(({ path }) => path)}::text[])
      OR (bucket = ANY(${rows.map(({ bucket }) => bucket)}::text[])
        AND object_key = ANY(${rows.map(({ objectKey }) => objectKey)}::text[])))`;

async function removeFiles(tx: Database, ids: string[]): Promise<StoredUnder[]> {
  await withdrawJobs(tx, ids);
  return tx.$queryRaw<StoredUnder[]>`
    DELETE FROM source_file WHERE id = ANY(${ids}::uuid[])
    RETURNING bucket, object_key AS "objectKey", upload_id AS "uploadId"`;
}
