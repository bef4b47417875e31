import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError, isKind } from "#lib/platform/errors.ts";
import type { User } from "#lib/platform/session.ts";
import type { Dialect } from "#lib/schema/contract.ts";
import { trimmedCell } from "#lib/schema/format.ts";
import { patternProblem } from "#lib/schema/pattern.ts";
import { requireDataset } from "#lib/schema/queries.ts";
import { derivedValues } from "../derived.ts";
import { rowKey } from "../repeats/keys.ts";
import { findWholeKeys } from "../repeats/queries.ts";
import type { KeyColumn, Match, MatchAnswer, MatchRequest } from "./contract.ts";
import { tableOf } from "./kept-tables.ts";
import { type LookupTable, readTable } from "./lookup-table.ts";
import { type DataFile, getLookupFile, listDataFiles } from "./queries.ts";
import { type SampledKeys, sampleKeys } from "./sampled-keys.ts";

/** What is read of a lookup file while a person waits. */
const MAX_BYTES = 4 * 2 ** 20;
const SHOWN = 10;

/** How many keys of a dataset's files a lookup file has: it is read whole, they as samples. What cannot be told is a sentence in its place. */
export async function matchLookup(owner: User, datasetId: string, request: MatchRequest): Promise<MatchAnswer> {
  await requireDataset(owner, datasetId);
  try {
    return { problem: null, match: await match(datasetId, request) };
  } catch (error) {
    const isSaid = (["unreadable_csv", "recipe_mismatch", "object_changed", "object_missing"] as const).some((kind) =>
      isKind(error, kind),
    );
    if (!isSaid || !(error instanceof AppError)) throw error;
    return { problem: error.message, match: null };
  }
}

async function match(datasetId: string, { dialect, key, lookup, aside }: MatchRequest): Promise<Match> {
  const [table, files] = await Promise.all([
    readLookup(datasetId, lookup),
    listDataFiles(datasetId, [...aside, lookup.file]),
  ]);
  const named = key.from === "file-name" ? keysOfNames(files, key) : undefined;
  const asked = { dialect, aside: [...aside, lookup.file] };
  const whole = key.from === "rows" ? await wholeKeys(datasetId, key, asked) : undefined;
  const sampled = named ?? whole ?? (key.from === "rows" ? await sampleKeys(files, key, dialect) : undefined);
  if (!sampled || sampled.files === 0)
    throw new AppError("recipe_mismatch", "None of the files that were looked at has the column to find values by.");
  const isWhole = sampled.isWhole && sampled.files === files.length;
  return {
    of: named ? "file-names" : isWhole ? "whole-files" : "samples",
    files: { seen: sampled.files, all: files.length },
    rows: sampled.rows,
    keyless: sampled.keyless,
    ...compare(sampled, table, lookup.ignoreCase, key),
    lookup: {
      keys: table.values.size,
      empty: [...table.values.values()].filter((value) => value === "").length,
      repeated: table.repeated,
    },
  };
}

async function readLookup(datasetId: string, lookup: MatchRequest["lookup"]): Promise<LookupTable> {
  const file = await getLookupFile(datasetId, lookup);
  if (file.bytes > MAX_BYTES)
    throw new AppError(
      "unreadable_csv",
      `${lookup.file} is larger than the ${MAX_BYTES / 2 ** 20} MiB that are read beforehand. It is read whole when the files are converted; what is not found is counted then.`,
    );
  const records = join(tmpdir(), `parquetry-lookup-${randomUUID()}.csv`);
  return tableOf(file, lookup, () => readTable(file, lookup, { records })).finally(() => rm(records, { force: true }));
}

function keysOfNames(
  files: readonly DataFile[],
  { pattern, upperCase }: Extract<KeyColumn, { from: "file-name" }>,
): SampledKeys {
  const problem = patternProblem(pattern);
  if (problem) throw new AppError("recipe_mismatch", `The pattern ${problem}.`);
  const keys: SampledKeys["keys"] = new Map();
  const column = { name: "key", role: "none", from: "file-name", pattern, upperCase } as const;
  for (const { path } of files) {
    const [found] = derivedValues([column], path);
    if (found && !keys.has(found.value)) keys.set(found.value, { file: path, row: null });
  }
  return { keys, rows: 0, keyless: 0, files: files.length, isWhole: true };
}

/** Of every row, where these were counted. */
async function wholeKeys(
  datasetId: string,
  key: Extract<KeyColumn, { from: "rows" }>,
  asked: { dialect: Dialect; aside: string[] },
): Promise<SampledKeys | undefined> {
  const found = await findWholeKeys(datasetId, rowKey(key), asked);
  if (!found) return undefined;
  const { rows, keyless, files, paths } = found;
  const keys = found.keys.map(([text, file, row]) => [text, { file: paths[file] ?? "", row }] as const);
  return { keys: new Map(keys), rows, keyless, files, isWhole: true };
}

function compare({ keys }: SampledKeys, { values }: LookupTable, ignoreCase: boolean, key: KeyColumn) {
  const folded = new Set([...values.keys()].map((one) => one.toLowerCase()));
  const isThere = (one: string) => values.has(ignoreCase ? one.toLowerCase() : one);
  const missing = [...keys].filter(([one]) => !isThere(one));
  const isTrimmed = key.from === "file-name" || key.trim;
  return {
    keys: keys.size,
    found: keys.size - missing.length,
    unmatched: missing.slice(0, SHOWN).map(([one, where]) => ({ key: one, ...where })),
    more: {
      ignoreCase: ignoreCase ? 0 : missing.filter(([one]) => folded.has(one.toLowerCase())).length,
      trim: isTrimmed ? 0 : missing.filter(([one]) => isThere(trimmedCell(one))).length,
    },
  };
}
