import type { DuckDBConnection } from "@duckdb/node-api";
import { z } from "zod";
import type { StrategyParams } from "./contract.ts";
import { closings, monthStarts, openings } from "./month-start-sql.ts";
import type { PriceColumns } from "./price-columns.ts";
import { candidates, globalCalendar, purchases } from "./purchase-sql.ts";
import type { PriceRow, ReferenceParams, ReferenceTrade } from "./reference.ts";
import { fillTurning, type Lane, missingRows } from "./streaming-sql.ts";

/** Random walks with everything that makes calendars and windows hard: gaps, missing month-first days, late starts, nulls, flat stretches, band edges. */
export function drawer(seed: number): PriceRow[] {
  const random = generator(seed);
  const days = weekdays("1999-11-15", 700);
  return Array.from({ length: 14 }, (_, index) => {
    const start = Math.floor(random() * 300);
    let price = 0.05 + random() * 20;
    return days.slice(start).flatMap((date): PriceRow[] => {
      if (random() > 0.15) price *= 1 + (random() - 0.5) * 0.2;
      if (random() < 0.01) price = random() < 0.5 ? 0.1 : 1000;
      if (random() < 0.02) price = 1000.0000001;
      if (random() < 0.08) return [];
      const open = price * (1 + (random() - 0.5) * 0.01);
      const ticker = `T${String.fromCharCode(65 + index)}`;
      return [
        {
          ticker,
          sector: index % 5 === 0 ? null : `S${index % 5}`,
          date,
          price: random() < 0.01 ? null : price,
          open,
          close: price,
        },
      ];
    });
  }).flat();
}

/** Park and Miller's minimal generator: the same drawer for the same seed. */
function generator(seed: number): () => number {
  let state = seed * 7919 + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

export function weekdays(from: string, count: number): string[] {
  const days: string[] = [];
  for (let day = new Date(`${from}T00:00:00Z`); days.length < count; day = new Date(day.getTime() + 86_400_000))
    if (day.getUTCDay() % 6 !== 0) days.push(day.toISOString().slice(0, 10));
  return days;
}

/** The rows as one Parquet file in (ticker, date) order. */
export async function writeShard(connection: DuckDBConnection, rows: PriceRow[], path: string): Promise<void> {
  await connection.run(
    "CREATE OR REPLACE TABLE loading(ticker VARCHAR, sector VARCHAR, date DATE, price DOUBLE, open DOUBLE, close DOUBLE)",
  );
  const text = (value: string | null) => (value === null ? "NULL" : `'${value}'`);
  const values = rows.map(
    (row) =>
      `(${text(row.ticker)}, ${text(row.sector)}, '${row.date}', ${row.price}::DOUBLE, ${row.open}::DOUBLE, ${row.close}::DOUBLE)`,
  );
  for (let at = 0; at < values.length; at += 2_000)
    await connection.run(`INSERT INTO loading VALUES ${values.slice(at, at + 2_000).join(",")}`);
  await connection.run(`COPY (SELECT * FROM loading ORDER BY ticker, date) TO '${path}' (FORMAT parquet)`);
}

export const fillName = ({ fill }: StrategyParams) =>
  fill === "same-close" ? undefined : fill === "next-open" ? "open" : "close";

/** The single run over the shards, statement by statement. */
export async function streaming(
  connection: DuckDBConnection,
  shards: Lane[],
  params: StrategyParams,
  groups: Lane[][] = [shards],
) {
  const columns: PriceColumns = {
    ticker: "ticker",
    date: "date",
    sector: "sector",
    price: "price",
    fill: fillName(params),
  };
  const make = (what: string, sql: string) => connection.run(`CREATE OR REPLACE ${what} AS ${sql}`);
  await connection.run("DROP TABLE IF EXISTS turning");
  for (const sql of fillTurning(groups, columns, params)) await connection.run(sql);
  await make("TABLE opening", openings("turning", params));
  await make("VIEW month_start", monthStarts("turning", "opening", columns));
  await make("TABLE calendar", globalCalendar("month_start"));
  await make("TABLE closing", closings("opening", shards, columns, params));
  await make("VIEW candidate", candidates("month_start", "calendar", "closing", params));
  await make("TABLE purchase", purchases("candidate", params));
  const trades = await readTrades(connection, "SELECT * FROM purchase ORDER BY ticker, purchase_date");
  const rowsIn = await count(connection, `SELECT count(*) AS n FROM read_parquet('${shards[0]?.paths[0]}')`);
  const droppedWithoutPrice = await count(connection, missingRows(shards, columns).replace('"rows"', "n"));
  const seen = await count(connection, 'SELECT sum("rows") AS n FROM closing');
  const accounting = {
    rowsIn,
    droppedWithoutPrice,
    droppedByBand: rowsIn - droppedWithoutPrice - seen,
    candidates: await count(connection, "SELECT count(*) AS n FROM candidate"),
    signals: await count(connection, "SELECT count(*) AS n FROM candidate WHERE is_signal"),
    trades: trades.length,
  };
  return { trades, accounting };
}

const TradeRow = z
  .object({
    ticker: z.string(),
    sector: z.string(),
    purchase_date: z.string(),
    purchase_price: z.number(),
    purchase_volume: z.number(),
    last_price: z.number(),
    pnl: z.number(),
  })
  .transform(
    (row): ReferenceTrade => ({
      ticker: row.ticker,
      sector: row.sector === "–" ? null : row.sector,
      purchaseDate: row.purchase_date,
      purchasePrice: row.purchase_price,
      purchaseVolume: row.purchase_volume,
      lastPrice: row.last_price,
      pnl: row.pnl,
    }),
  );

export const readTrades = async (connection: DuckDBConnection, sql: string): Promise<ReferenceTrade[]> =>
  z.array(TradeRow).parse((await connection.runAndReadAll(sql)).getRowObjectsJson());

async function count(connection: DuckDBConnection, sql: string): Promise<number> {
  const [row] = (await connection.runAndReadAll(sql)).getRowObjectsJson();
  return z.object({ n: z.coerce.number() }).parse(row).n;
}

export const asReference = (params: StrategyParams): ReferenceParams => ({
  amount: params.amount,
  window: params.window,
  includeToday: params.includeToday,
  calendar: params.calendar === "global" ? "global" : "per_ticker",
  band: params.bandMin === null || params.bandMax === null ? null : { min: params.bandMin, max: params.bandMax },
  fill: params.fill === "same-close" ? "same_close" : params.fill === "next-open" ? "next_open" : "next_close",
  costBps: params.costBps,
});
