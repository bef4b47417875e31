import { DatabaseSync } from "node:sqlite";

const BUSY = 5;

/**
 * Takes the lock that the file stands for, or returns undefined while another process holds it. The operating system gives it
 * back when its holder ends, however that happens: SQLite's own lock is the one portable way to it. Throws when the file cannot be made.
 */
export function tryLock(path: string): (() => void) | undefined {
  const database = new DatabaseSync(path);
  try {
    database.exec("PRAGMA journal_mode = OFF; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
    return () => database.close();
  } catch (error) {
    database.close();
    if (error instanceof Error && "errcode" in error && error.errcode === BUSY) return;
    throw error;
  }
}
