import { filesOf } from "./file-system-access.ts";

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
  const found = dropped.map((item) => {
    const entry = item.webkitGetAsEntry();
    return entry ? filesAt(entry) : Promise.resolve([item.getAsFile() ?? []].flat());
  });
  const files = Promise.all(found).then(
    (each) => each.flat(),
    async () => filesOf(await roots),
  );
  return { files, roots };
}

async function rootsOf(items: DataTransferItem[]): Promise<FileSystemHandle[]> {
  if (!window.isSecureContext) return [];
  const asked = items.map((item) => item.getAsFileSystemHandle?.().catch(() => null));
  return (await Promise.all(asked)).filter((root) => root !== null && root !== undefined);
}

/** A single file that cannot be read is passed over; a folder that cannot be listed is a failure. */
async function filesAt(entry: FileSystemEntry): Promise<File[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject)).catch(() => undefined);
    return file ? [Object.assign(file, { relativePath: entry.fullPath })] : [];
  }
  if (!isDirectory(entry)) return [];
  const below = await childrenOf(entry);
  return (await Promise.all(below.map(filesAt))).flat();
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
