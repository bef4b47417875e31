import { writeFile } from "node:fs/promises";
import { AppError } from "#lib/platform/errors.ts";
import type { DerivedColumn } from "#lib/schema/contract.ts";
import type { LocatedColumn } from "../convert-sql.ts";
import { derivedValues } from "../derived.ts";
import type { Work } from "../work.ts";
import { tableOf } from "./kept-tables.ts";
import { type LookupTable, readTable } from "./lookup-table.ts";
import { type LookupFile, unsettledLookup } from "./queries.ts";

type LookupColumn = Extract<DerivedColumn, { from: "lookup" }>;

/** Values to find by a column of the file: `path` is a CSV of keys and values, each key once. */
export interface Lookup {
  column: LookupColumn;
  path: string;
  /** The place among the located columns of the one that has the keys. */
  at: number;
}

export interface FoundValue {
  column: DerivedColumn;
  value: string | null;
}

export interface Lookups {
  lookups: Lookup[];
  /** One value for the whole file, where the key is taken from its name; null when the lookup does not have it. */
  found: FoundValue[];
  /** Keys of the whole file that were not found. */
  unmatched: { column: LookupColumn; key: string }[];
}

/** What other files say about this one. Throws recipe_mismatch when a key from the file's name must be found and is not. */
export async function openLookups(work: Work, columns: readonly LocatedColumn[]): Promise<Lookups> {
  const { recipe, path } = work.file;
  const all: Lookups = { lookups: [], found: [], unmatched: [] };
  const ofFile = derivedValues(recipe.derived, path);
  for (const column of recipe.derived) {
    if (column.from !== "lookup") continue;
    const table = await readOnce(work, column);
    const key = ofFile.find((derived) => derived.column.name === column.key)?.value;
    if (key !== undefined) find(column, key, table, all);
    else all.lookups.push(await store(work, column, columns, table, all.lookups.length));
  }
  return all;
}

function readOnce(work: Work, column: LookupColumn): Promise<LookupTable> {
  const file = fileOf(work, column);
  const place = { records: work.at("lookup-records.csv"), signal: work.attempt.signal };
  return tableOf(file, column, () => readTable(file, column, place));
}

function fileOf({ file }: Work, column: LookupColumn): LookupFile {
  const found = file.lookups.find(({ path }) => path === column.file);
  if (!found) throw unsettledLookup(column.file);
  return found;
}

function find(column: LookupColumn, key: string, { values }: LookupTable, all: Lookups): void {
  const value = values.get(column.ignoreCase ? key.toLowerCase() : key);
  if (value === undefined && column.unmatched === "reject")
    throw new AppError(
      "recipe_mismatch",
      `${column.file} has no ${column.lookupKey} “${key}”, which this file's name says it is about.`,
    );
  if (value === undefined) all.unmatched.push({ column, key });
  all.found.push({ column, value: value || null });
}

async function store(
  { at }: Work,
  column: LookupColumn,
  columns: readonly LocatedColumn[],
  { csv }: LookupTable,
  number: number,
): Promise<Lookup> {
  const place = columns.findIndex((located) => located.column.name === column.key);
  if (place < 0)
    throw new AppError("recipe_mismatch", `This file has no column “${column.key}” to find the ${column.name} by.`);
  const path = at(`lookup-${number}.csv`);
  await writeFile(path, csv);
  return { column, path, at: place };
}
