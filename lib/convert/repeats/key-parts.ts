import { rm } from "node:fs/promises";
import { join } from "node:path";
import { runEngine } from "#lib/platform/engine/engine.ts";
import type { Attempt } from "#lib/platform/jobs/attempt.ts";
import { downloadObject } from "#lib/platform/storage.ts";
import { type Recipe, RecipeColumn } from "#lib/schema/contract.ts";
import { convertThreads } from "../convert-threads.ts";
import { derivedValues } from "../derived.ts";
import { writeSoundRecords } from "../irregular.ts";
import { Prescanner, type PrescanResult } from "../prescan.ts";
import { PartFiles } from "../profile/part-files.ts";
import type { RepeatsRequest } from "./contract.ts";
import type { FileToCount } from "./queries.ts";
import { keyName, writeKeys } from "./repeats-sql.ts";

/** The keys of some records of a file, as Parquet. */
export interface KeyPart {
  path: string;
  file: string;
  /** How many records of the file come before it. */
  before: number;
}

interface KeyPlace {
  attempt: Attempt;
  /** What the parts of this file are named after. */
  name: string;
  /** Called with the bytes of the file that were read. */
  onBytes: (bytes: number) => void;
}

/** Reads ticker, day and keys of every row of one file; its records lie on disk only part by part. Throws recipe_mismatch and unreadable_csv like a conversion. */
export async function readKeys(file: FileToCount, request: RepeatsRequest, place: KeyPlace): Promise<KeyPart[]> {
  const { attempt, name, onBytes } = place;
  const derived = derivedValues(request.derived, file.path);
  const prescanner = new Prescanner(recipeOfKeys(request), file.dialect, { digests: false });
  const files = new PartFiles(attempt.scratch);
  const parts: KeyPart[] = [];
  let before = 0;
  const end = async () => {
    const prescan = prescanner.result();
    const path = join(attempt.scratch, `${name}-${parts.length}.parquet`);
    const wanted = { derived, keyCount: request.keys.length, threads: convertThreads(file.bytes) };
    await packKeys({ records: await files.end(), path }, prescan, wanted, attempt);
    parts.push({ path, file: file.path, before });
    before = prescan.records;
  };
  const through = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const records of prescanner.records(chunks)) {
      onBytes(prescanner.bytesSeen);
      await files.write(records);
      if (files.isFull && prescanner.isBetweenRecords && prescanner.result().regular) await end();
    }
    await end();
    yield Buffer.alloc(0);
  };
  try {
    const { bucket, objectKey: key, etag } = file;
    await downloadObject({ bucket, key }, join(attempt.scratch, "nothing"), { etag, through, signal: attempt.signal });
  } finally {
    await files.close();
  }
  return parts;
}

function recipeOfKeys(request: RepeatsRequest): Recipe {
  const keys = request.keys.map((key, at) =>
    RecipeColumn.parse({ ...key, name: keyName(at), type: "text", format: "as-is", missing: "evolve" }),
  );
  return { ...request, columns: [...request.columns, ...keys], drift: { extra: "discard_value" } };
}

type Wanted = Pick<Parameters<typeof writeKeys>[0], "derived" | "keyCount"> & { threads: number };

/** Keys of a part's records, which are removed then. */
async function packKeys(
  { records, path }: { records: string; path: string },
  prescan: PrescanResult,
  { threads, ...wanted }: Wanted,
  attempt: Attempt,
): Promise<void> {
  const hasRow = !prescan.regular;
  const sound = hasRow ? `${records}.sound` : records;
  if (hasRow) await writeSoundRecords(records, sound, prescan, { withRow: true });
  const source = { ...(hasRow ? behindRow(prescan) : prescan), ...wanted, path: sound, hasRow };
  const plan = { paths: [sound, path], spillDir: attempt.scratch, threads, withoutRules: ["filter_pushdown"] };
  const steps = [[{ sql: writeKeys(source, path) }]];
  const { peakBytes } = await runEngine({ ...plan, steps }, { signal: attempt.signal, owner: attempt.ownerId });
  attempt.notePeak(peakBytes);
  for (const one of new Set([records, sound])) await rm(one);
}

const behindRow = ({ dialect, cells, columns }: PrescanResult) => ({
  dialect,
  cells: cells + 1,
  columns: columns.map(({ index, column }) => ({ index: index + 1, column })),
});
