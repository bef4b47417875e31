import { rm } from "node:fs/promises";
import { stringify } from "csv-stringify/sync";
import { AppError } from "#lib/platform/errors.ts";
import { downloadObject } from "#lib/platform/storage.ts";
import { type DerivedColumn, RecipeColumn } from "#lib/schema/contract.ts";
import { splitRecords } from "#lib/schema/records.ts";
import { readRecords } from "../irregular.ts";
import { Prescanner } from "../prescan.ts";
import type { LookupFile } from "./queries.ts";

const MAX_KEYS = 1_000_000;
const MAX_BYTES = 256 * 2 ** 20;

/** What decides which keys and values a lookup file has. */
export type TableColumns = Pick<
  Extract<DerivedColumn, { from: "lookup" }>,
  "lookupKey" | "value" | "ignoreCase" | "file"
>;

/** A lookup file's keys and values, both without blanks around them; keys in lower case where case makes no difference. */
export interface LookupTable {
  /** "" for a key without a value. */
  values: ReadonlyMap<string, string>;
  /** Rows whose key is there before with the same value. */
  repeated: number;
  /** Keys and values as the engine reads them: without a header, all in quotes. */
  csv: Buffer;
}

/** Reads a lookup file whole, through `records`, a path that is free. Throws unreadable_csv when a row cannot be read or a key has two values. */
export async function readTable(
  { bucket, objectKey: key, etag, bytes, dialect }: LookupFile,
  column: TableColumns,
  { records, signal }: { records: string; signal?: AbortSignal },
): Promise<LookupTable> {
  if (bytes > MAX_BYTES) throw tooLarge(column.file, `${MAX_BYTES / 2 ** 20} MiB`);
  const columns = [...new Set([column.lookupKey, column.value])].map((source) =>
    RecipeColumn.parse({ source, name: source, type: "text", format: "as-is" }),
  );
  const prescanner = new Prescanner({ dialect, columns, derived: [], drift: { extra: "discard_value" } });
  const through = (chunks: AsyncIterable<Buffer>) => prescanner.records(chunks);
  await downloadObject({ bucket, key }, records, { etag, through, signal });
  const pairs = await readPairs(records, prescanner, column);
  await rm(records);
  return { ...pairs, csv: Buffer.from(stringify([...pairs.values], { quoted: true })) };
}

async function readPairs(path: string, prescanner: Prescanner, column: TableColumns) {
  const { columns, dialect, cells } = prescanner.result();
  const placeOf = (source: string) => columns.find((one) => one.column.source === source)?.index ?? -1;
  const [keys, contents] = [placeOf(column.lookupKey), placeOf(column.value)];
  const values = new Map<string, string>();
  let repeated = 0;
  for await (const { row, bytes, problem } of readRecords(path, dialect, cells)) {
    if (problem)
      throw new AppError(
        "unreadable_csv",
        `Row ${row} of ${column.file} ${problem}. Mend it, and upload the file again.`,
      );
    const [record = []] = splitRecords(bytes.toString(), dialect.delimiter);
    const [written, value] = [(record[keys] ?? "").trim(), (record[contents] ?? "").trim()];
    const key = column.ignoreCase ? written.toLowerCase() : written;
    if (key === "") continue;
    const before = values.get(key);
    if (before !== undefined && before !== value) throw twice(written, [before, value], row, column);
    if (before !== undefined) repeated++;
    values.set(key, value);
    if (values.size > MAX_KEYS) throw tooLarge(column.file, "a million keys");
  }
  return { values, repeated };
}

const twice = (
  key: string,
  [one, other]: [string, string],
  row: number,
  { file, ignoreCase }: TableColumns,
): AppError =>
  new AppError(
    "unreadable_csv",
    `“${key}” is in ${file} twice${ignoreCase ? ", letter case aside" : ""}: once with “${one}”, and in row ${row.toLocaleString("en")} with “${other}”. Leave one of them out.`,
  );

const tooLarge = (path: string, limit: string): AppError =>
  new AppError("unreadable_csv", `${path} is too large to look values up in: more than ${limit}.`);
