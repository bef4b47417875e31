import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { db } from "../db.ts";
import { identifier } from "../engine/sql.ts";
import { scratchRoot } from "../env.ts";
import { isRowId } from "../row-id.ts";
import { deletePrefix } from "../storage.ts";

/** A dead attempt keeps what it made for this long, so that a zombie does not stumble over its own missing files. */
const REST_MS = 60_000;

export interface Swept {
  attempts: number;
  objects: number;
  tables: number;
  folders: number;
}

/** Removes the objects and tables of attempts that ended without publishing or whose worker died, and scratch folders nobody works in. */
export async function sweepAttempts(restMs = REST_MS): Promise<Swept> {
  const dead = await db().$queryRaw<{ id: string }[]>`
    SELECT id FROM attempt
    WHERE swept_at IS NULL AND coalesce(exit, '') <> 'published'
      AND heartbeat_at < now() - make_interval(secs => ${restMs / 1_000})
      AND (exit IS NOT NULL OR heartbeat_at < now() - make_interval(secs => ${(2 * restMs) / 1_000}))`;
  const swept: Swept = { attempts: 0, objects: 0, tables: 0, folders: await sweepScratch(restMs) };
  for (const { id } of dead) {
    swept.objects += await deletePrefix(`lake/${id}/`);
    swept.tables += await dropTables(id.replaceAll("-", ""));
    swept.attempts += await db().$executeRaw`UPDATE attempt SET swept_at = now() WHERE id = ${id}::uuid`;
  }
  return swept;
}

/** This machine's scratch folders: those of attempts that published and then lost their worker are left over as well. */
async function sweepScratch(restMs: number): Promise<number> {
  const names = await readdir(scratchRoot()).catch(() => []);
  const busy = await db().$queryRaw<{ id: string }[]>`
    SELECT id FROM attempt
    WHERE id::text = ANY(${names}) AND ended_at IS NULL AND exit IS NULL
      AND heartbeat_at >= now() - make_interval(secs => ${restMs / 1_000})`;
  const kept = new Set(busy.map(({ id }) => id));
  const idle = names.filter((name) => isRowId(name) && !kept.has(name));
  for (const name of idle) await rm(join(scratchRoot(), name), { recursive: true, force: true });
  return idle.length;
}

async function dropTables(suffix: string): Promise<number> {
  const tables = await db().$queryRaw<{ name: string }[]>`
    SELECT relname AS name FROM pg_class
    WHERE relkind = 'r' AND NOT relispartition AND relname LIKE ${`%\\_${suffix}`}`;
  for (const { name } of tables) await db().$executeRawUnsafe(`DROP TABLE IF EXISTS ${identifier(name)}`);
  return tables.length;
}
