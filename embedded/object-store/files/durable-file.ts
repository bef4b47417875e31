import { randomUUID } from "node:crypto";
import { open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";

const READERS = 32;

/** Writes a small JSON file so that a crash leaves either the old one or the new one, never a part of it. */
export async function writeRecord(directory: string, name: string, record: unknown): Promise<void> {
  const temporary = join(directory, `${name}.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(JSON.stringify(record));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, join(directory, name));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncDirectory(directory);
}

export async function readRecord<T extends z.ZodType>(path: string, schema: T): Promise<z.infer<T>> {
  return schema.parse(JSON.parse(await readFile(path, "utf8")));
}

export type Records<T> = { readable: T[]; unreadable: string[] };

/** Reads every record of a directory, removes what a crash left unfinished and names what it cannot read. */
export async function readRecords<T extends z.ZodType>(directory: string, schema: T): Promise<Records<z.infer<T>>> {
  const records: Records<z.infer<T>> = { readable: [], unreadable: [] };
  await sideBySide(await readdir(directory), async (name) => {
    const path = join(directory, name);
    if (name.endsWith(".tmp")) return rm(path, { force: true });
    try {
      records.readable.push(await readRecord(path, schema));
    } catch (error) {
      console.error(`object store: cannot read ${path}:`, error);
      records.unreadable.push(path);
    }
  });
  return records;
}

/** Does the same work for every item, a bounded number at a time. */
export async function sideBySide<T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items[Symbol.iterator]();
  const worker = async () => {
    for (let next = waiting.next(); !next.done; next = waiting.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: READERS }, worker));
}

/** Makes a rename in this directory survive a power cut; Windows cannot and need not do this. */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
