import { type DBSchema, openDB } from "idb";
import { PAUSED_UPLOAD_DAYS } from "#lib/upload/contract.ts";

const KEPT_MS = PAUSED_UPLOAD_DAYS * 24 * 3_600_000;

/** What was chosen for a dataset and is not over, begun or not. */
export interface StoredChoice {
  /** Where the files are; none where the browser does not tell. */
  roots: FileSystemHandle[];
  files: { path: string; bytes: number }[];
}

const NOTHING: StoredChoice = { roots: [], files: [] };

type Row = StoredChoice & { datasetId: string; keptAt: number };

interface Schema extends DBSchema {
  choices: { key: string; value: Row; indexes: { keptAt: number } };
}

let opened: ReturnType<typeof open> | undefined;

/** Remembers what was chosen across reloads and crashes, for as long as an upload can be gone on with. */
export async function keepFiles(datasetId: string, files: StoredChoice["files"]): Promise<void> {
  await forgetOld();
  await change(datasetId, (row) => ({
    roots: row.roots,
    files: [...new Map([...row.files, ...files].map((file) => [file.path, file])).values()],
  }));
}

/** Remembers where files are that are remembered already; does nothing once they are over. */
export async function keepRoots(datasetId: string, roots: readonly FileSystemHandle[]): Promise<void> {
  const fresh = await withoutKnown(roots, (await findChoice(datasetId)).roots);
  await change(datasetId, (row) => (row.files.length > 0 ? { ...row, roots: [...row.roots, ...fresh] } : undefined));
}

export async function findChoice(datasetId: string): Promise<StoredChoice> {
  return (await (await database()).get("choices", datasetId)) ?? NOTHING;
}

/** Forgets files that are over, and with the last one where they were. */
export async function forgetFiles(datasetId: string, paths: ReadonlySet<string>): Promise<void> {
  await change(datasetId, (row) => {
    const files = row.files.filter(({ path }) => !paths.has(path));
    return files.length > 0 ? { ...row, files } : undefined;
  });
}

export async function forgetChoice(datasetId: string): Promise<void> {
  await (await database()).delete("choices", datasetId);
}

async function change(datasetId: string, work: (row: StoredChoice) => StoredChoice | undefined): Promise<void> {
  const { store, done } = (await database()).transaction("choices", "readwrite");
  const changed = work((await store.get(datasetId)) ?? NOTHING);
  if (changed) void store.put({ ...changed, datasetId, keptAt: Date.now() });
  else void store.delete(datasetId);
  await done;
}

async function forgetOld(): Promise<void> {
  const { store, done } = (await database()).transaction("choices", "readwrite");
  const old = IDBKeyRange.upperBound(Date.now() - KEPT_MS);
  for (const datasetId of await store.index("keptAt").getAllKeys(old)) void store.delete(datasetId);
  await done;
}

const database = () => {
  opened ??= open();
  return opened;
};

const open = () =>
  openDB<Schema>("parquetry-uploads", 1, {
    upgrade: (db) => {
      db.createObjectStore("choices", { keyPath: "datasetId" }).createIndex("keptAt", "keptAt");
    },
  });

/** Two handles may be of one file or folder. */
async function withoutKnown(
  roots: readonly FileSystemHandle[],
  known: FileSystemHandle[],
): Promise<FileSystemHandle[]> {
  const byName = Map.groupBy(known, ({ name }) => name);
  const isKnown = await Promise.all(
    roots.map(async (root) => {
      const same = await Promise.all((byName.get(root.name) ?? []).map((other) => root.isSameEntry(other)));
      return same.includes(true);
    }),
  );
  return roots.filter((_, index) => !isKnown[index]);
}
