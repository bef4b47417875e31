import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { failed } from "#cli/client/failure.ts";
import { userPath } from "#cli/client/user-path.ts";
import { TABULAR } from "#lib/upload/tabular.ts";

/** A file to send: where it is, and under which name. */
export interface LocalFile {
  /** With `/` between folders, whatever the system. */
  name: string;
  location: string;
}

/**
 * The files of the given paths, in the order of their names: a file goes by its own name whatever its ending, a folder's
 * CSV, TSV and text files, compressed or not, by their path inside it; hidden ones are passed over. When two names meet, the folder's own
 * name is put before them. Throws a sentence when there is nothing to send.
 */
export async function listLocalFiles(paths: string[]): Promise<LocalFile[]> {
  const found = (await Promise.all(paths.map(filesAt))).flat();
  const unique = [...new Map(found.map((file) => [file.location, file])).values()];
  if (unique.length === 0)
    throw failed(`There is no .csv, .tsv or .txt file, compressed (.gz, .zst) or not, in ${paths.join(", ")}.`);
  const count = countBy(unique.map(({ name }) => name));
  const files = unique.map(({ name, location, folder }) => ({
    name: folder && (count.get(name) ?? 0) > 1 ? `${folder}/${name}` : name,
    location,
  }));
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

type Found = LocalFile & { folder: string };

async function filesAt(path: string): Promise<Found[]> {
  const location = userPath(path);
  const entry = await stat(location).catch((cause) => {
    throw failed(`There is no file or folder ${path} that can be read.`, cause);
  });
  const folder = basename(location);
  if (!entry.isDirectory()) return [{ name: folder, location, folder: "" }];
  return (await filesInside(location, "")).map((file) => ({ ...file, folder }));
}

async function filesInside(directory: string, prefix: string): Promise<LocalFile[]> {
  const names = (await readdir(directory)).filter((name) => !name.startsWith("."));
  const found = await Promise.all(
    names.map(async (name) => {
      const location = join(directory, name);
      const entry = await stat(location).catch(() => undefined);
      if (entry?.isDirectory()) return filesInside(location, `${prefix}${name}/`);
      return entry?.isFile() && TABULAR.test(name) ? [{ name: prefix + name, location }] : [];
    }),
  );
  return found.flat();
}

function countBy(names: string[]): Map<string, number> {
  const count = new Map<string, number>();
  for (const name of names) count.set(name, (count.get(name) ?? 0) + 1);
  return count;
}
