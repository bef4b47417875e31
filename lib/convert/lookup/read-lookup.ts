import { rm } from "node:fs/promises";
import { AppError } from "#lib/platform/errors.ts";
import { downloadObject } from "#lib/platform/storage.ts";
import { type DerivedColumn, RecipeColumn } from "#lib/schema/contract.ts";
import { splitRecords } from "#lib/schema/records.ts";
import { readRecords } from "../irregular.ts";
import { Prescanner } from "../prescan.ts";
import type { Work } from "../work.ts";
import type { LookupFile } from "./queries.ts";

const MAX_KEYS = 1_000_000;
const MAX_BYTES = 256 * 2 ** 20;

/**
 * Every key of a lookup file with its value ("" for none), both without blanks around them; keys in lower case where
 * case makes no difference. Throws unreadable_csv when a row cannot be read or a key has two values.
 */
export async function readLookup(
  { attempt, at }: Work,
  column: Extract<DerivedColumn, { from: "lookup" }>,
  { path, bucket, objectKey: key, etag, bytes, dialect }: LookupFile,
): Promise<Map<string, string>> {
  if (bytes > MAX_BYTES) throw tooLarge(path, `${MAX_BYTES / 2 ** 20} MiB`);
  const columns = [...new Set([column.lookupKey, column.value])].map((source) =>
    RecipeColumn.parse({ source, name: source, type: "text", format: "as-is" }),
  );
  const prescanner = new Prescanner({ dialect, columns, derived: [], drift: { extra: "discard_value" } });
  const through = (chunks: AsyncIterable<Buffer>) => prescanner.records(chunks);
  const records = at("lookup-records.csv");
  await downloadObject({ bucket, key }, records, { etag, through, signal: attempt.signal });
  const { columns: located, dialect: cutting, cells } = prescanner.result();
  const placeOf = (source: string) => located.find((one) => one.column.source === source)?.index ?? -1;
  const [keys, values] = [placeOf(column.lookupKey), placeOf(column.value)];
  const found = new Map<string, string>();
  for await (const { row, bytes: line, problem } of readRecords(records, cutting, cells)) {
    if (problem)
      throw new AppError("unreadable_csv", `Row ${row} of ${path} ${problem}. Mend it, and upload the file again.`);
    const [record = []] = splitRecords(line.toString(), cutting.delimiter);
    const [name, value] = [(record[keys] ?? "").trim(), (record[values] ?? "").trim()];
    if (name !== "") add(found, column.ignoreCase ? name.toLowerCase() : name, value, path);
  }
  await rm(records);
  return found;
}

function add(found: Map<string, string>, key: string, value: string, path: string): void {
  const before = found.get(key);
  if (before !== undefined && before !== value)
    throw new AppError(
      "unreadable_csv",
      `“${key}” is in ${path} twice, once with “${before}” and once with “${value}”. Leave one of them out.`,
    );
  found.set(key, value);
  if (found.size > MAX_KEYS) throw tooLarge(path, "a million keys");
}

const tooLarge = (path: string, limit: string): AppError =>
  new AppError("unreadable_csv", `${path} is too large to look values up in: more than ${limit}.`);
