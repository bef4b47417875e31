import { z } from "zod";
import { runEngine } from "#lib/platform/engine/engine.ts";
import type { Attempt } from "#lib/platform/jobs/attempt.ts";
import type { RowKey, StoredRepeats } from "./contract.ts";
import type { KeyPart } from "./key-parts.ts";
import {
  COUNT_REPEATS,
  CREATE_SUSPECTS,
  createRanges,
  createRepeats,
  listKeys,
  PART_ROWS,
  showRepeats,
} from "./repeats-sql.ts";

/** Of a column with more than so many keys nothing is kept: looking it up is judged by samples. */
const MOST_KEYS = 100_000;

const Counted = z.coerce.number();
const Place = z.object({ part: Counted, row: Counted, n: z.union([z.number(), z.string()]).nullable() });
const Shown = z.object({ ticker: z.string(), date: z.string(), rows: Counted, places: z.array(Place) });

const KeyRow = z.object({ key: z.string().nullable(), rows: Counted, place: Counted });

/** How many rows share ticker and day with one before them, within files and across them. */
export async function compareKeys(
  parts: readonly KeyPart[],
  wanted: readonly RowKey[],
  attempt: Attempt,
): Promise<Pick<StoredRepeats, "rows" | "repeated" | "examples" | "paths" | "keys">> {
  if (parts.length === 0) return { rows: 0, repeated: 0, examples: [], paths: [], keys: [] };
  const places = new Map([...new Set(parts.map(({ file }) => file))].map((file, at) => [file, at]));
  const paths = parts.map(({ path }) => path);
  const keys = { paths, files: parts.map(({ file }) => places.get(file) ?? 0) };
  const steps = [
    [{ sql: createRanges(keys) }],
    [{ sql: CREATE_SUSPECTS }],
    [{ sql: createRepeats(keys) }],
    [
      { sql: COUNT_REPEATS, as: "counted" },
      { sql: showRepeats(keys), as: "shown" },
      ...wanted.map((_, at) => ({ sql: listKeys(keys, at, MOST_KEYS), as: `keys ${at}` })),
    ],
  ];
  const result = await runEngine(
    { paths, spillDir: attempt.scratch, steps },
    { signal: attempt.signal, owner: attempt.ownerId },
  );
  attempt.notePeak(result.peakBytes);
  const [counted] = result.rows("counted", z.object({ rows: Counted, repeated: Counted }));
  const examples = result.rows("shown", Shown).map(({ places: where, ...repeat }) => ({
    ...repeat,
    places: where.map(({ part, row, n }) => {
      const { file = "", before = 0 } = parts[part] ?? {};
      return { file, row: before + Number(n ?? row) };
    }),
  }));
  const keyAt = (text: string, place: number): [string, number, number] => {
    const { file = "", before = 0 } = parts[Math.floor(place / PART_ROWS)] ?? {};
    return [text, places.get(file) ?? 0, before + (place % PART_ROWS)];
  };
  const found = wanted.flatMap((key, at) => {
    const rows = result.rows(`keys ${at}`, KeyRow);
    const named = rows.flatMap(({ key: text, place }) => (text === null ? [] : [keyAt(text, place)]));
    if (named.length > MOST_KEYS) return [];
    const keyless = rows.find((row) => row.key === null)?.rows ?? 0;
    return { key, rows: rows.reduce((sum, row) => sum + row.rows, 0), keyless, keys: named };
  });
  return {
    ...{ rows: counted?.rows ?? 0, repeated: counted?.repeated ?? 0, examples },
    ...{ paths: [...places.keys()], keys: found },
  };
}
