import { inBatches } from "./in-batches.ts";

interface PermissionToRead {
  queryPermission?(descriptor: { mode: "read" }): Promise<PermissionState>;
  requestPermission?(descriptor: { mode: "read" }): Promise<PermissionState>;
}

declare global {
  /** Chromium's; other browsers have none of these. */
  interface Window {
    showOpenFilePicker?(options: {
      id: string;
      multiple: true;
      types: { description: string; accept: Record<string, string[]> }[];
    }): Promise<FileSystemFileHandle[]>;
    showDirectoryPicker?(options: { id: string; mode: "read" }): Promise<FileSystemDirectoryHandle>;
  }
  interface DataTransferItem {
    getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
  }
  interface FileSystemHandle extends PermissionToRead {}
}

const ID = "parquetry";
const TABULAR = { "text/csv": [".csv", ".tsv", ".txt"], "application/gzip": [".gz"], "application/zstd": [".zst"] };

export const hasPickers = (): boolean => Boolean(window.showOpenFilePicker && window.showDirectoryPicker);

/** Lets a person choose files; none when they think better of it. */
export async function pickFiles(): Promise<FileSystemHandle[]> {
  const types = [{ description: "Tables as text, also compressed", accept: TABULAR }];
  return (await unlessDismissed(window.showOpenFilePicker?.({ id: ID, multiple: true, types }))) ?? [];
}

export async function pickFolder(): Promise<FileSystemHandle[]> {
  const folder = await unlessDismissed(window.showDirectoryPicker?.({ id: ID, mode: "read" }));
  return folder ? [folder] : [];
}

/** Asks where it has to; false when a person refuses. Has to follow a click. */
export async function mayRead(roots: readonly FileSystemHandle[]): Promise<boolean> {
  for (const root of roots) {
    const mode = { mode: "read" } as const;
    if ((await root.queryPermission?.(mode)) === "granted") continue;
    if ((await root.requestPermission?.(mode)) !== "granted") return false;
  }
  return true;
}

/** All files in and below the roots, with their paths from the root on; what is gone or closed to us is passed over. */
export async function filesOf(roots: readonly FileSystemHandle[]): Promise<File[]> {
  const found = (await Promise.all(roots.map((root) => filesAt(root, root.name)))).flat();
  const files = await inBatches(found, ({ handle, path }) =>
    handle.getFile().then(
      (file) => Object.assign(file, { relativePath: path }),
      () => undefined,
    ),
  );
  return files.filter((file) => file !== undefined);
}

interface FoundFile {
  handle: FileSystemFileHandle;
  path: string;
}

async function filesAt(entry: FileSystemHandle, path: string): Promise<FoundFile[]> {
  if (isFile(entry)) return [{ handle: entry, path }];
  return isDirectory(entry) ? filesBelow(entry, path).catch(() => []) : [];
}

async function filesBelow(directory: FileSystemDirectoryHandle, path: string): Promise<FoundFile[]> {
  const below: Promise<FoundFile[]>[] = [];
  for await (const entry of directory.values()) below.push(filesAt(entry, `${path}/${entry.name}`));
  return (await Promise.all(below)).flat();
}

const isFile = (entry: FileSystemHandle): entry is FileSystemFileHandle => entry.kind === "file";
const isDirectory = (entry: FileSystemHandle): entry is FileSystemDirectoryHandle => entry.kind === "directory";

/** A dialog that is closed without a choice is no failure. */
async function unlessDismissed<T>(choice: Promise<T> | undefined): Promise<T | undefined> {
  try {
    return await choice;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return undefined;
    throw error;
  }
}
