import { type Database, db } from "#lib/platform/db.ts";
import type { Prisma } from "#lib/platform/prisma-client/client.ts";
import type { User } from "#lib/platform/session.ts";
import type { NewFile } from "#lib/upload/contract.ts";
import type { FileRow, StoredUnder } from "#lib/upload/queries.ts";

export type NewFileRow = Prisma.SourceFileCreateManyInput & { id: string; bytes: number };

/** A file that has arrived in the dataset and looks the same as the one asked for at this place, counted from 1. */
export interface Twin {
  place: number;
  fileId: string;
  path: string;
  crc32: string | null;
}

/** For each of the files that has one: its twin of the same name, or the earliest if that name is free. */
export function findTwins(datasetId: string, files: Pick<NewFile, "path" | "bytes" | "fingerprint">[]) {
  const [paths, bytes] = [files.map(({ path }) => path), files.map((file) => BigInt(file.bytes))];
  const fingerprints = files.map(({ fingerprint }) => fingerprint);
  return db().$queryRaw<Twin[]>`
    SELECT asked.place::int AS place, twin.id AS "fileId", twin.path, twin.crc32
    FROM unnest(${paths}::text[], ${bytes}::bigint[], ${fingerprints}::text[])
        WITH ORDINALITY AS asked (path, bytes, fingerprint, place)
      CROSS JOIN LATERAL (
        SELECT id, path, crc32 FROM source_file AS file
        WHERE file.dataset_id = ${datasetId}::uuid AND file.bytes = asked.bytes
          AND file.fingerprint = asked.fingerprint AND file.state NOT IN ('uploading', 'failed', 'cancelled')
        ORDER BY file.path <> asked.path, file.completed_at
        LIMIT 1) AS twin
    WHERE twin.path = asked.path OR NOT EXISTS (
      SELECT FROM source_file AS file
      WHERE file.dataset_id = ${datasetId}::uuid AND file.path = asked.path
        AND file.state NOT IN ('uploading', 'failed', 'cancelled'))`;
}

export interface Usage {
  files: number;
  bytes: number;
  uploads: number;
}

export type Earlier = StoredUnder & Pick<FileRow, "path" | "bytes" | "state" | "fingerprint">;

/** What became of new rows: those that found their place, earlier uploads of the same files that go on in theirs, and what was removed for them. */
export interface Placed {
  placed: Set<string>;
  resumed: FileRow[];
  replaced: Earlier[];
  overQuota: Map<string, string>;
}

/**
 * Puts new rows in the place of unfinished, failed or cancelled ones of the same paths, but goes on with an unfinished
 * upload of the same file. Those of the paths in `replacing` wait beside the arrived files whose places they take. The
 * owner's row is held meanwhile, so that `whyOver` judges what is true.
 */
export async function placeFiles(
  owner: User,
  datasetId: string,
  fresh: NewFileRow[],
  replacing: ReadonlySet<string>,
  whyOver: (usage: Usage) => string | undefined,
): Promise<Placed> {
  return db().$transaction(async (tx) => {
    await holdUser(tx, owner);
    const resumed = await goOn(tx, datasetId, fresh);
    const onTheirWay = new Set(resumed.map(({ path }) => path));
    const rest = fresh.filter(({ path }) => !onTheirWay.has(path));
    const replaced = await removeUnarrived(tx, datasetId, rest, replacing);
    const aimed = await aimAtPlaces(tx, datasetId, rest, replacing);
    const { within, overQuota } = withinQuota(aimed, await countUsage(tx, owner), whyOver);
    const rows = await tx.sourceFile.createManyAndReturn({ data: within, skipDuplicates: true, select: { id: true } });
    return { placed: new Set(rows.map(({ id }) => id)), resumed, replaced, overQuota };
  });
}

async function goOn(tx: Database, datasetId: string, fresh: NewFileRow[]): Promise<FileRow[]> {
  const same = fresh.filter(({ fingerprint }) => fingerprint);
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE source_file AS file SET heard_at = now(), last_modified = asked.last_modified
    FROM unnest(
      ${same.map(({ path }) => path)}::text[], ${same.map(({ bytes }) => BigInt(bytes))}::bigint[],
      ${same.map(({ fingerprint }) => fingerprint)}::text[], ${same.map((row) => row.lastModified)}::timestamptz[]
    ) AS asked (path, bytes, fingerprint, last_modified)
    WHERE file.dataset_id = ${datasetId}::uuid AND file.path = asked.path AND file.state = 'uploading'
      AND file.bytes = asked.bytes AND file.fingerprint = asked.fingerprint
    RETURNING file.id`;
  const ids = rows.map(({ id }) => id);
  return tx.sourceFile.findMany({
    where: { id: { in: ids } },
    include: { part: { select: { bytes: true } } },
  });
}

/** What is on its way to an arrived file's place gives way only to what is to replace that file as well. */
const removeUnarrived = (tx: Database, datasetId: string, rows: NewFileRow[], replacing: ReadonlySet<string>) =>
  tx.$queryRaw<Earlier[]>`
  DELETE FROM source_file
  WHERE dataset_id = ${datasetId}::uuid AND path = ANY(${rows.map(({ path }) => path)})
    AND state IN ('uploading', 'failed', 'cancelled') AND (replaces = '' OR path = ANY(${[...replacing]}))
  RETURNING path, bytes, state, fingerprint, bucket, object_key AS "objectKey", upload_id AS "uploadId"`;

/** Only what has arrived is left where the unarrived were removed. */
async function aimAtPlaces(tx: Database, datasetId: string, rows: NewFileRow[], replacing: ReadonlySet<string>) {
  if (replacing.size === 0) return rows;
  const where = { datasetId, path: { in: [...replacing] }, replaces: "" };
  const taken = await tx.sourceFile.findMany({ where, select: { id: true, path: true } });
  const byPath = new Map(taken.map(({ id, path }) => [path, id]));
  return rows.map((row) => ({ ...row, replaces: replacing.has(row.path) ? (byPath.get(row.path) ?? "") : "" }));
}

/** Nobody else judges what this user may hold until the transaction ends. */
const holdUser = (tx: Database, owner: User) =>
  tx.$queryRaw`SELECT id FROM "user" WHERE id = ${owner.id}::uuid FOR UPDATE`;

/** What a user holds, held until the transaction ends. */
export async function holdUsage(tx: Database, owner: User): Promise<Usage> {
  await holdUser(tx, owner);
  return countUsage(tx, owner);
}

async function countUsage(tx: Database, owner: User): Promise<Usage> {
  const [usage] = await tx.$queryRaw<Usage[]>`
    SELECT count(*)::int AS files, coalesce(sum(file.bytes), 0)::float8 AS bytes,
      (count(*) FILTER (WHERE file.state = 'uploading'))::int AS uploads
    FROM source_file AS file JOIN dataset ON dataset.id = file.dataset_id
    WHERE dataset.owner_id = ${owner.id}::uuid
      AND file.state <> 'cancelled' AND NOT (file.state = 'failed' AND file.etag IS NULL)`;
  return usage ?? { files: 0, bytes: 0, uploads: 0 };
}

/** The rows that fit, one after the other, and why the others do not, by id. */
export function withinQuota<Row extends NewFileRow>(
  rows: Row[],
  before: Usage,
  whyOver: (usage: Usage) => string | undefined,
) {
  const overQuota = new Map<string, string>();
  let usage = before;
  const within = rows.filter(({ id, bytes, state }) => {
    const uploads = usage.uploads + (state === "uploaded" ? 0 : 1);
    const after = { files: usage.files + 1, bytes: usage.bytes + bytes, uploads };
    const why = whyOver(after);
    if (why) overQuota.set(id, why);
    else usage = after;
    return !why;
  });
  return { within, overQuota };
}

/** Notes where a file's parts go, in the place of an upload that is gone; resolves to the files that still wait for them there. */
export async function keepUploadIds(
  uploads: { fileId: string; before: string | null; uploadId: string }[],
): Promise<Set<string>> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    UPDATE source_file SET upload_id = opened.upload_id
    FROM unnest(
      ${uploads.map(({ fileId }) => fileId)}::uuid[], ${uploads.map(({ before }) => before)}::text[],
      ${uploads.map(({ uploadId }) => uploadId)}::text[]
    ) AS opened (file_id, before, upload_id)
    WHERE source_file.id = opened.file_id AND source_file.state = 'uploading'
      AND source_file.upload_id IS NOT DISTINCT FROM opened.before
    RETURNING source_file.id`;
  return new Set(rows.map(({ id }) => id));
}
