import { z } from "zod";
import type { EngineResult } from "#lib/platform/engine/engine.ts";
import type { Statement } from "#lib/platform/engine/plan.ts";
import { identifier, literal } from "#lib/platform/engine/sql.ts";
import { AppError } from "#lib/platform/errors.ts";
import { type RoleColumns, ShardFacts } from "./contract.ts";
import { SpreadRows, spreadOf, spreadSample, spreadStarts } from "./spread.ts";

const MAX_SECTORS = 1_000;

/** Statements that find out everything about one Parquet file; `readFacts` reads their answers under the same tag. */
export function factStatements(path: string, roles: RoleColumns, tag: string): Statement[] {
  return [
    { sql: bounds(path, roles), as: `bounds ${tag}` },
    { sql: turns(path, roles), as: `turns ${tag}` },
    { sql: `DESCRIBE SELECT * FROM read_parquet(${literal(path)})`, as: `columns ${tag}` },
    { sql: distinctSectors(path, roles), as: `sectors ${tag}` },
    { sql: spreadSample(path, roles), as: `sample ${tag}` },
  ];
}

/** `stepsBack` counts the rows that stand before the row above them in (ticker, date) order: 0 means sorted. */
export function readFacts(result: EngineResult, tag: string): { facts: ShardFacts; stepsBack: number } {
  const [bound] = result.rows(`bounds ${tag}`, Bounds);
  const [turn] = result.rows(`turns ${tag}`, Turns);
  if (!bound || !turn) throw new AppError("engine_failed", "The engine gave no facts about a Parquet file.");
  const columns = result.rows(`columns ${tag}`, z.object({ column_name: z.string(), column_type: z.string() }));
  const sectors = result.rows(`sectors ${tag}`, z.object({ sector: z.string().nullable() }));
  const [sample] = result.rows(`sample ${tag}`, SpreadRows);
  const { stepsBack, starts, ...turned } = turn;
  const facts = ShardFacts.parse({
    ...bound,
    ...turned,
    spread: turn.minTicker !== null && sample ? spreadOf({ ...bound, ...turned }, starts, sample) : null,
    columns: columns.map(({ column_name, column_type }) => ({ name: column_name, type: column_type })),
    sectors: sectors.length > MAX_SECTORS ? null : sectors.map(({ sector }) => sector),
  });
  return { facts, stepsBack };
}

const Bounds = z.object({
  rows: z.coerce.number(),
  tickerless: z.coerce.number(),
  minDate: z.string().nullable(),
  maxDate: z.string().nullable(),
});

function bounds(path: string, roles: RoleColumns): string {
  return `SELECT count(*) AS "rows", count(*) - count(t) AS "tickerless", CAST(min(d) AS VARCHAR) AS "minDate", CAST(max(d) AS VARCHAR) AS "maxDate"
    FROM (${keys(path, roles)})`;
}

const Turns = z.object({
  stepsBack: z.coerce.number(),
  tickers: z.coerce.number(),
  minTicker: z.string().nullable(),
  maxTicker: z.string().nullable(),
  duplicates: z.coerce.number(),
  duplicate: z.object({ ticker: z.string(), date: z.string() }).nullable(),
  starts: SpreadRows,
});

/** One streaming pass in which each row is compared with the one before it; only the few that do not simply go on are looked at, among them every ticker's first. */
function turns(path: string, roles: RoleColumns): string {
  return `SELECT
      count(*) FILTER (WHERE previous_t > t OR (previous_t IS NULL AND n > 1 AND t IS NOT NULL)
        OR (previous_t IS NOT DISTINCT FROM t AND previous_d > d)) AS "stepsBack",
      count(*) FILTER (WHERE t IS NOT NULL AND t IS DISTINCT FROM previous_t) AS "tickers",
      min(t) AS "minTicker", max(t) AS "maxTicker",
      count(*) FILTER (WHERE t = previous_t AND d = previous_d) AS "duplicates",
      min({'ticker': t, 'date': CAST(d AS VARCHAR)}) FILTER (WHERE t = previous_t AND d = previous_d) AS "duplicate",
      ${spreadStarts("t", "n", "t IS NOT NULL AND t IS DISTINCT FROM previous_t")} AS "starts"
    FROM (SELECT t, d, row_number() OVER () AS n, lag(t) OVER () AS previous_t, lag(d) OVER () AS previous_d FROM (${keys(path, roles)}))
    WHERE t IS DISTINCT FROM previous_t OR d <= previous_d`;
}

function keys(path: string, { ticker, date }: RoleColumns): string {
  const t = ticker ? identifier(ticker) : "NULL::VARCHAR";
  const d = date ? `CAST(${identifier(date)} AS DATE)` : "NULL::DATE";
  return `SELECT ${t} AS t, ${d} AS d FROM read_parquet(${literal(path)})`;
}

function distinctSectors(path: string, { sector }: RoleColumns): string {
  if (!sector) return "SELECT NULL::VARCHAR AS sector WHERE false";
  return `SELECT DISTINCT ${identifier(sector)} AS sector FROM read_parquet(${literal(path)}) LIMIT ${MAX_SECTORS + 1}`;
}
