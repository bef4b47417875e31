import { filesOf } from "./file-system-access.ts";
import { inBatches } from "./in-batches.ts";

/** What was dropped, and where it can be found again; the latter may wait for a person's answer for ever. */
export interface Dropped {
  files: Promise<File[]>;
  roots: Promise<FileSystemHandle[]>;
}

/**
 * Files and folders, with their paths. Has to be called while the drop is being handled. Not from the handles in the
 * first place: a browser withholds those of some folders, as of the one that all downloads lie in.
 */
export function readDrop(items: DataTransferItemList): Dropped {
  const dropped = [...items].filter(({ kind }) => kind === "file");
  const roots = rootsOf(dropped);
  const entries = dropped.map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
  const files = filesOfAll(entries).catch(async () => filesOf(await roots));
  return { files, roots };
}

async function rootsOf(items: DataTransferItem[]): Promise<FileSystemHandle[]> {
  if (!window.isSecureContext) return [];
  const asked = items.map((item) => item.getAsFileSystemHandle?.().catch(() => null));
  return (await Promise.all(asked)).filter((root) => root !== null && root !== undefined);
}

async function filesOfAll(entries: (FileSystemEntry | File | null)[]): Promise<File[]> {
  const found = (await Promise.all(entries.map(entriesBelow))).flat();
  const files = await inBatches(found, async (entry) => (entry instanceof File ? entry : fileAt(entry)));
  return files.filter((file) => file !== undefined);
}

async function entriesBelow(entry: FileSystemEntry | File | null): Promise<(FileSystemFileEntry | File)[]> {
  if (entry === null) return [];
  if (entry instanceof File) return [entry];
  if (isFile(entry)) return [entry];
  if (!isDirectory(entry)) return [];
  return (await Promise.all((await childrenOf(entry)).map(entriesBelow))).flat();
}

/** A single file that cannot be read is passed over; a folder that cannot be listed is a failure. */
async function fileAt(entry: FileSystemFileEntry): Promise<File | undefined> {
  const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject)).catch(() => undefined);
  return file && Object.assign(file, { relativePath: entry.fullPath });
}

/** A browser hands out a hundred at a time. */
async function childrenOf(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return children;
    children.push(...some);
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
