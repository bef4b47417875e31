import { z } from "zod";
import { runEngine } from "#lib/platform/engine/engine.ts";
import type { Attempt } from "#lib/platform/jobs/attempt.ts";
import type { Repeats } from "./contract.ts";
import type { KeyPart } from "./key-parts.ts";
import { COUNT_REPEATS, CREATE_SUSPECTS, createRanges, createRepeats, showRepeats } from "./repeats-sql.ts";

const Counted = z.coerce.number();
const Place = z.object({ part: Counted, row: Counted, n: z.union([z.number(), z.string()]).nullable() });
const Shown = z.object({ ticker: z.string(), date: z.string(), rows: Counted, places: z.array(Place) });

/** How many rows share ticker and day with one before them, within files and across them. */
export async function compareKeys(
  parts: readonly KeyPart[],
  attempt: Attempt,
): Promise<Pick<Repeats, "rows" | "repeated" | "examples">> {
  if (parts.length === 0) return { rows: 0, repeated: 0, examples: [] };
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
  return { rows: counted?.rows ?? 0, repeated: counted?.repeated ?? 0, examples };
}
