import { type DBSchema, openDB } from "idb";
import { PAUSED_UPLOAD_DAYS } from "#lib/upload/contract.ts";

const KEPT_MS = PAUSED_UPLOAD_DAYS * 24 * 3_600_000;

/** A file or a folder that a dataset is being filled from. */
interface StoredRoot {
  id: string;
  datasetId: string;
  root: FileSystemHandle;
  keptAt: number;
}

interface Schema extends DBSchema {
  roots: { key: string; value: StoredRoot; indexes: { datasetId: string; keptAt: number } };
}

let opened: ReturnType<typeof open> | undefined;

/** Remembers across reloads and crashes, for as long as an upload can be gone on with, where its files are. */
export async function keepRoots(datasetId: string, roots: readonly FileSystemHandle[]): Promise<void> {
  if (roots.length === 0) return;
  const known = Map.groupBy(await listRows(datasetId), ({ root }) => root.name);
  const ids = await Promise.all(roots.map((root) => idOf(root, known.get(root.name) ?? [])));
  const { store, done } = (await database()).transaction("roots", "readwrite");
  const keptAt = Date.now();
  for (const [index, root] of roots.entries())
    void store.put({ id: ids[index] ?? crypto.randomUUID(), datasetId, root, keptAt });
  for (const id of await store.index("keptAt").getAllKeys(IDBKeyRange.upperBound(keptAt - KEPT_MS)))
    void store.delete(id);
  await done;
}

export async function findRoots(datasetId: string): Promise<FileSystemHandle[]> {
  return (await listRows(datasetId)).map(({ root }) => root);
}

const listRows = async (datasetId: string) => (await database()).getAllFromIndex("roots", "datasetId", datasetId);

/** The row that holds this very file or folder already. */
async function idOf(root: FileSystemHandle, rows: StoredRoot[]): Promise<string | undefined> {
  const isSame = await Promise.all(rows.map((row) => root.isSameEntry(row.root)));
  return rows[isSame.indexOf(true)]?.id;
}

const database = () => {
  opened ??= open();
  return opened;
};

const open = () =>
  openDB<Schema>("parquetry-upload", 1, {
    upgrade: (db) => {
      const roots = db.createObjectStore("roots", { keyPath: "id" });
      roots.createIndex("datasetId", "datasetId");
      roots.createIndex("keptAt", "keptAt");
    },
  });
