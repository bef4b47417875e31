import { runEngine } from "#lib/platform/engine/engine.ts";
import { literal } from "#lib/platform/engine/sql.ts";

/** Copies a CSV with a header; in a share of its rows, evenly spread, the cell of one column becomes another text: `text` is SQL, and n the row's number. */
export async function spoil(
  dir: string,
  from: string,
  to: string,
  { share, column, text }: { share: number; column: string; text: string },
): Promise<void> {
  const spoiled = `CASE WHEN floor(n * ${share}) > floor((n - 1) * ${share}) THEN ${text} ELSE ${column} END AS ${column}`;
  const sql = `COPY (SELECT * EXCLUDE n REPLACE (${spoiled})
    FROM (SELECT *, row_number() OVER () AS n FROM read_csv(${literal(from)}, all_varchar = true, header = true, delim = ',')))
    TO ${literal(to)} (FORMAT csv, HEADER true, USE_TMP_FILE false)`;
  await runEngine({ paths: [from, to], spillDir: dir, steps: [[{ sql }]] });
}
