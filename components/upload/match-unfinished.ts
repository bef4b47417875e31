import { shownName } from "#lib/upload/shown-name.ts";
import type { Source } from "#lib/upload/transfer-file.ts";

/** A file whose upload is not finished; the fingerprint is not always at hand. */
export interface Unfinished {
  path: string;
  bytes: number;
  fingerprint: string | null;
}

export interface Match {
  /** Under the paths that their uploads have. */
  sources: Source[];
  /** Paths of uploads whose file was not among the chosen ones. */
  missing: string[];
  /** Chosen files that belong to no unfinished upload. */
  others: Source[];
}

/**
 * Finds the files of unfinished uploads among those chosen. A path says it, whatever the bytes: the server finds out
 * whether they changed. In another folder, as on another machine, name, size and fingerprint together say it.
 */
export async function matchUnfinished(
  unfinished: readonly Unfinished[],
  chosen: readonly Source[],
  fingerprintOf: (source: Source) => Promise<string>,
): Promise<Match> {
  const byPath = new Map(unfinished.map((upload) => [upload.path, upload]));
  const found = new Map<string, Source>();
  const elsewhere: Source[] = [];
  const others: Source[] = [];
  for (const source of chosen) {
    const path = shownName(source.path);
    if (byPath.has(path)) found.set(path, { ...source, path });
    else elsewhere.push(source);
  }
  const open = Map.groupBy(
    unfinished.filter(({ path }) => !found.has(path)),
    nameAndSize,
  );
  for (const source of elsewhere) {
    const candidates = open.get(nameAndSize({ path: shownName(source.path), bytes: source.blob.size })) ?? [];
    const fingerprint = candidates.length > 0 ? await fingerprintOf(source) : null;
    const same = candidates.filter((upload) => fingerprint !== null && upload.fingerprint === fingerprint);
    const upload = same.find(({ path }) => !found.has(path));
    if (upload) found.set(upload.path, { ...source, path: upload.path });
    else others.push(source);
  }
  return {
    sources: [...found.values()],
    missing: unfinished.flatMap(({ path }) => (found.has(path) ? [] : path)),
    others,
  };
}

const nameAndSize = ({ path, bytes }: { path: string; bytes: number }): string =>
  `${path.slice(path.lastIndexOf("/") + 1)}/${bytes}`;
