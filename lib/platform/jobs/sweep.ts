import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { db } from "../db.ts";
import { identifier } from "../engine/sql.ts";
import { scratchRoot } from "../env.ts";
import { Prisma } from "../prisma-client/client.ts";
import { isRowId } from "../row-id.ts";
import { abortMultipart, deletePrefix, listFolders, listUploads } from "../storage.ts";

/** A dead attempt keeps what it made for this long, so that a zombie does not stumble over its own missing files. */
const REST_MS = 60_000;
const LAKE = "lake/";
export interface Swept {
  attempts: number;
  objects: number;
  uploads: number;
  tables: number;
  folders: number;
}

export interface SweepOptions {
  restMs?: number;
  /** Looks at everything in the store, not only at what attempts are known to have left: a zombie may write after its attempt was swept. */
  thorough?: boolean;
  /** The folder below which attempts work; this process's own when it is not given. */
  scratch?: string;
}

/** Removes the objects, uploads and tables of attempts that ended without publishing or whose worker died, and scratch folders nobody works in. Safe to call in several workers at once. */
export async function sweepAttempts({
  restMs = REST_MS,
  thorough = false,
  scratch = scratchRoot(),
}: SweepOptions = {}): Promise<Swept> {
  const swept: Swept = { attempts: 0, objects: 0, uploads: 0, tables: 0, folders: await sweepScratch(scratch, restMs) };
  swept.tables = await dropTables(restMs);
  swept.uploads = await abortUploads(restMs);
  for (const id of await findDead(restMs, thorough ? await findFolders() : undefined)) {
    swept.objects += await deletePrefix(`${LAKE}${id}/`);
    swept.attempts += await db().$executeRaw`
      UPDATE attempt SET swept_at = clock_timestamp() WHERE id = ${id}::uuid AND swept_at IS NULL`;
  }
  return swept;
}

/** Attempts that cannot publish any more, or never did, and have had their rest: of some, or all that were not swept yet. */
async function findDead(restMs: number, among?: string[]): Promise<string[]> {
  const chosen = among ? Prisma.sql`id = ANY(${among}::uuid[])` : Prisma.sql`swept_at IS NULL`;
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT id FROM attempt WHERE ${chosen} AND coalesce(exit, '') <> 'published' AND ${isOver(restMs)}`;
  return rows.map(({ id }) => id);
}

/** An attempt that nobody ended may belong to a worker that cannot reach the database for a while. */
const isOver = (restMs: number) => Prisma.sql`
  heartbeat_at < clock_timestamp() - make_interval(secs => ${restMs / 1_000}::float8 * CASE WHEN exit IS NULL THEN 2 ELSE 1 END)`;

const findFolders = async (): Promise<string[]> =>
  (await listFolders(LAKE)).map((folder) => folder.slice(LAKE.length, -1)).filter(isRowId);

/** Of every attempt that is over, also of one that published and left an upload unfinished. */
async function abortUploads(restMs: number): Promise<number> {
  const uploads = (await listUploads(LAKE)).map((upload) => ({ ...upload, attempt: upload.key.split("/")[1] ?? "" }));
  const attempts = [...new Set(uploads.map(({ attempt }) => attempt))].filter(isRowId);
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT id FROM attempt WHERE id = ANY(${attempts}::uuid[]) AND ${isOver(restMs)}`;
  const over = new Set(rows.map(({ id }) => id));
  const left = uploads.filter(({ attempt }) => over.has(attempt));
  for (const { key, uploadId } of left) await abortMultipart(key, uploadId);
  return left.length;
}

async function dropTables(restMs: number): Promise<number> {
  const tables = await db().$queryRaw<{ name: string }[]>`
    WITH loose AS MATERIALIZED (
      SELECT relname FROM pg_class
      WHERE relkind = 'r' AND NOT relispartition AND relnamespace = current_schema()::regnamespace
        AND relname ~ '_[0-9a-f]{32}$'
    )
    SELECT relname AS name FROM loose JOIN attempt ON attempt.id = right(relname, 32)::uuid
    WHERE coalesce(exit, '') <> 'published' AND ${isOver(restMs)}`;
  for (const { name } of tables) await db().$executeRawUnsafe(`DROP TABLE IF EXISTS ${identifier(name)}`);
  return tables.length;
}

/** This machine's scratch folders: those of attempts that published and then lost their worker are left over as well. */
async function sweepScratch(scratch: string, restMs: number): Promise<number> {
  const names = (await readdir(scratch).catch(() => [])).filter(isRowId);
  const busy = await db().$queryRaw<{ id: string }[]>`
    SELECT id FROM attempt
    WHERE id = ANY(${names}::uuid[]) AND exit IS NULL
      AND heartbeat_at >= clock_timestamp() - make_interval(secs => ${restMs / 1_000})`;
  const kept = new Set(busy.map(({ id }) => id));
  const idle = names.filter((name) => !kept.has(name));
  for (const name of idle) await rm(join(scratch, name), { recursive: true, force: true });
  return idle.length;
}
