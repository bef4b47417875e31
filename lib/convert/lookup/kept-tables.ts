import type { LookupTable, TableColumns } from "./lookup-table.ts";
import type { LookupFile } from "./queries.ts";

/** Of tables as the engine reads them; in memory they take some times as much. */
const KEPT_BYTES = 16 * 2 ** 20;
/** The one asked for last is the last. An object never changes under one ETag. */
const kept = new Map<string, LookupTable>();

/** A lookup file's table, which thousands of files share: read again only when the object, or what of it is wanted, is another. */
export async function tableOf(
  file: LookupFile,
  column: TableColumns,
  read: () => Promise<LookupTable>,
): Promise<LookupTable> {
  const { bucket, objectKey, etag, dialect } = file;
  const { lookupKey, value, ignoreCase } = column;
  const name = JSON.stringify([bucket, objectKey, etag, dialect, lookupKey, value, ignoreCase]);
  const table = kept.get(name) ?? (await read());
  kept.delete(name);
  if (table.csv.length <= KEPT_BYTES) kept.set(name, table);
  leaveOldest();
  return table;
}

function leaveOldest(): void {
  let bytes = [...kept.values()].reduce((sum, { csv }) => sum + csv.length, 0);
  for (const [name, { csv }] of kept) {
    if (bytes <= KEPT_BYTES) return;
    kept.delete(name);
    bytes -= csv.length;
  }
}
