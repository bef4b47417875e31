import { isKind } from "#lib/platform/errors.ts";
import { readRange } from "#lib/platform/storage.ts";
import type { Dialect } from "#lib/schema/contract.ts";
import { fileDialect } from "#lib/schema/file-dialect.ts";
import { trimmedCell } from "#lib/schema/format.ts";
import { columnNames, normalName, unnamedColumns } from "#lib/schema/header.ts";
import { namesOf } from "#lib/schema/locate-columns.ts";
import { cutAgain, readSource, type Sample } from "#lib/schema/sample.ts";
import type { KeyColumn, UnmatchedKey } from "./contract.ts";
import { type DataFile, loadInspections } from "./queries.ts";

/** Enough for an answer in a fraction of a second. */
const MAX_FILES = 32;
const MAX_BYTES = 3 * 2 ** 20;
/** What a sample reads of a file at most: see readSource. */
const SAMPLE_BYTES = 1.5 * 2 ** 20;

type RowKey = Extract<KeyColumn, { from: "rows" }>;

/** The different keys in what was read of some files. */
export interface SampledKeys {
  /** Each key and where it stands first. */
  keys: Map<string, Omit<UnmatchedKey, "key">>;
  rows: number;
  keyless: number;
  /** Files of which a sample was read. */
  files: number;
  /** Every row of those was read. */
  isWhole: boolean;
}

/** Reads samples of files that are spread evenly over all of them. */
export async function sampleKeys(files: readonly DataFile[], key: RowKey, dialect: Dialect): Promise<SampledKeys> {
  const picked = spread(files);
  const inspections = await loadInspections(picked.map(({ id }) => id));
  const found: SampledKeys = { keys: new Map(), rows: 0, keyless: 0, files: 0, isWhole: true };
  const samples = await Promise.all(
    picked.map(async (file) => ({
      file,
      sample: await sampleOf(file, fileDialect(dialect, inspections.get(file.id))),
    })),
  );
  for (const { file, sample } of samples) if (sample) addKeys(sample, file.path, key, found);
  return found;
}

/** Files spread evenly over all, as many as can be sampled while a person waits. */
export function spread<File extends DataFile>(files: readonly File[]): File[] {
  const bytes = files.reduce((sum, file) => sum + Math.min(file.bytes, SAMPLE_BYTES), 0) / Math.max(1, files.length);
  const count = Math.min(files.length, MAX_FILES, Math.max(1, Math.floor(MAX_BYTES / Math.max(1, bytes))));
  return Array.from({ length: count }, (_, at) => files[Math.floor((at * files.length) / count)]).flatMap(
    (file) => file ?? [],
  );
}

/** Undefined where the file cannot be cut like its neighbours, which its conversion will say. */
export async function sampleOf(file: DataFile, dialect: Dialect): Promise<Sample | undefined> {
  const { bucket, objectKey: key, etag, bytes } = file;
  try {
    const source = await readSource(bytes, (start, end) => readRange({ bucket, key }, etag, start, end));
    return cutAgain(source, dialect);
  } catch (error) {
    if (!isKind(error, "unreadable_csv")) throw error;
    return undefined;
  }
}

function addKeys(sample: Sample, path: string, key: RowKey, found: SampledKeys): void {
  const names = sample.header ? columnNames(sample.header) : unnamedColumns(sample.cells);
  const wanted = new Set(namesOf(key));
  const place = names.findIndex((name) => wanted.has(normalName(name)));
  if (place < 0) return;
  found.files++;
  found.rows += sample.rows.length;
  found.isWhole &&= sample.source.isWhole;
  for (const [at, row] of sample.rows.entries()) {
    const text = key.trim ? trimmedCell(row[place] ?? "") : (row[place] ?? "");
    if (key.nullTokens.includes(text)) found.keyless++;
    else if (!found.keys.has(text)) found.keys.set(text, { file: path, row: sample.rowNumbers[at] ?? null });
  }
}
