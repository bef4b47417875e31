import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { StrategyParams } from "./contract.ts";
import { closings, monthStarts, openings } from "./month-start-sql.ts";
import { portableStrategy } from "./portable-sql.ts";
import { PRESETS } from "./presets.ts";
import type { PriceColumns } from "./price-columns.ts";
import { candidates, globalCalendar, purchases } from "./purchase-sql.ts";
import { type PriceRow, type ReferenceParams, type ReferenceTrade, referenceTrades } from "./reference.ts";
import { type Lane, missingRows, turningRows } from "./streaming-sql.ts";

let folder: string;
let connection: DuckDBConnection;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "moving-average-"));
  connection = await (await DuckDBInstance.create(":memory:", { threads: "2" })).connect();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const cases: [string, Partial<StrategyParams>][] = [
  ["seed-exact", PRESETS["seed-exact"]],
  ["causal", PRESETS.causal],
  ["causal, calendar per ticker", { ...PRESETS.causal, calendar: "per-ticker" }],
  ["seed-exact, calendar per ticker, costs", { ...PRESETS["seed-exact"], calendar: "per-ticker", costBps: 25 }],
  ["causal, next open", { ...PRESETS.causal, fill: "next-open" }],
  ["seed-exact, next close, window 1", { ...PRESETS["seed-exact"], fill: "next-close", window: 1 }],
  ["causal, window 30, amount 2500", { ...PRESETS.causal, window: 30, amount: 2500 }],
];

describe("the streaming form, standard windows and plain loops buy the same shares on the same days", () => {
  for (const [name, overrides] of cases) {
    const params: StrategyParams = { ...PRESETS.causal, ...overrides };
    test.each([1, 2, 3])(`${name}, drawer %i`, async (seed) => {
      const rows = drawer(seed);
      const path = await writeShard(rows, `${name}-${seed}`);
      const expected = referenceTrades(rows, asReference(params));
      const [one, two] = [await streaming([{ paths: [path] }], params), await streaming(lanes(path), params)];
      const portable = await readTrades(portableStrategy(pricesTable(path, params), params));
      expect(expected.trades.length).toBeGreaterThan(20);
      expectSame(one.trades, expected.trades);
      expectSame(two.trades, expected.trades);
      expectSame(portable, expected.trades);
      expect(two.accounting).toEqual(expected.accounting);
      expect(one.accounting).toEqual(expected.accounting);
    });
  }
});

test("a flat price is a tie, and a tie is no signal, in every form", async () => {
  const rows = weekdays("2001-01-01", 120).map(
    (date): PriceRow => ({ ticker: "FLAT", sector: "X", date, price: 10.1, open: 10.1, close: 10.1 }),
  );
  const path = await writeShard(rows, "flat");
  for (const params of [PRESETS["seed-exact"], PRESETS.causal]) {
    expect(referenceTrades(rows, asReference(params)).trades).toEqual([]);
    expect((await streaming([{ paths: [path] }], params)).trades).toEqual([]);
    expect(await readTrades(portableStrategy(pricesTable(path, params), params))).toEqual([]);
  }
});

test("tickers of a row or two, tickers without a usable row and lanes that begin or end with them change nothing for the others", async () => {
  const days = weekdays("2001-01-22", 60);
  const row = (ticker: string, date: string, price: number | null): PriceRow => ({
    ticker,
    sector: "X",
    date,
    price,
    open: price,
    close: price,
  });
  const swinging = (ticker: string, from: number, to: number) =>
    days.slice(from, to).map((date, at) => row(ticker, date, 20 + (at % 2) * 3));
  const rows = [
    ...days.map((date) => row("TA", date, null)),
    row("TB", "2001-02-01", 5),
    ...swinging("TC", 2, 12),
    ...days.map((date) => row("TD", date, 2000)),
    ...days.map((date) => row("TE", date, null)),
    ...days.map((date) => row("TF", date, 0.01)),
    row("TG", "2001-03-01", 7),
    ...swinging("TH", 0, 60),
    row("TI", "2001-02-28", 9),
    row("TI", "2001-03-01", 8),
    ...days.map((date) => row("TJ", date, 3000)),
  ];
  const path = await writeShard(rows, "edges");
  for (const calendar of ["global", "per-ticker"] as const) {
    const params: StrategyParams = { ...PRESETS["seed-exact"], calendar };
    const expected = referenceTrades(rows, asReference(params));
    expect(expected.trades.length).toBeGreaterThan(2);
    for (const split of [[{ paths: [path] }], lanes(path)]) {
      const { trades, accounting } = await streaming(split, params);
      expectSame(trades, expected.trades);
      expect(accounting).toEqual(expected.accounting);
    }
  }
});

/** Random walks with everything that makes calendars and windows hard: gaps, missing month-first days, late starts, nulls, flat stretches, band edges. */
function drawer(seed: number): PriceRow[] {
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

function weekdays(from: string, count: number): string[] {
  const days: string[] = [];
  for (let day = new Date(`${from}T00:00:00Z`); days.length < count; day = new Date(day.getTime() + 86_400_000))
    if (day.getUTCDay() % 6 !== 0) days.push(day.toISOString().slice(0, 10));
  return days;
}

async function writeShard(rows: PriceRow[], name: string): Promise<string> {
  const path = join(folder, `${name.replaceAll(/[^a-z0-9]/g, "_")}.parquet`);
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
  return path;
}

const lanes = (path: string): Lane[] => [
  { paths: [path], to: "TF" },
  { paths: [path], from: "TF" },
];

const fillName = ({ fill }: StrategyParams) =>
  fill === "same-close" ? undefined : fill === "next-open" ? "open" : "close";

const pricesTable = (path: string, params: StrategyParams): string =>
  `(SELECT ticker, coalesce(sector, '–') AS sector, date, price, ${fillName(params) ?? "price"} AS fill FROM read_parquet('${path}')) AS prices`;

async function streaming(shards: Lane[], params: StrategyParams) {
  const columns: PriceColumns = {
    ticker: "ticker",
    date: "date",
    sector: "sector",
    price: "price",
    fill: fillName(params),
  };
  const make = (what: string, sql: string) => connection.run(`CREATE OR REPLACE ${what} AS ${sql}`);
  await make("TABLE turning", turningRows(shards, columns, params));
  await make("TABLE opening", openings("turning", params));
  await make("VIEW month_start", monthStarts("turning", "opening", columns));
  await make("TABLE calendar", globalCalendar("month_start"));
  await make("TABLE closing", closings("opening", shards, columns, params));
  await make("VIEW candidate", candidates("month_start", "calendar", "closing", params));
  await make("TABLE purchase", purchases("candidate", params));
  const trades = await readTrades("SELECT * FROM purchase ORDER BY ticker, purchase_date");
  const rowsIn = await count(`SELECT count(*) AS n FROM read_parquet('${shards[0]?.paths[0]}')`);
  const droppedWithoutPrice = await count(missingRows(shards, columns).replace('"rows"', "n"));
  const seen = await count('SELECT sum("rows") AS n FROM closing');
  const accounting = {
    rowsIn,
    droppedWithoutPrice,
    droppedByBand: rowsIn - droppedWithoutPrice - seen,
    candidates: await count("SELECT count(*) AS n FROM candidate"),
    signals: await count("SELECT count(*) AS n FROM candidate WHERE is_signal"),
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

const readTrades = async (sql: string): Promise<ReferenceTrade[]> =>
  z.array(TradeRow).parse((await connection.runAndReadAll(sql)).getRowObjectsJson());

async function count(sql: string): Promise<number> {
  const [row] = (await connection.runAndReadAll(sql)).getRowObjectsJson();
  return z.object({ n: z.coerce.number() }).parse(row).n;
}

const asReference = (params: StrategyParams): ReferenceParams => ({
  amount: params.amount,
  window: params.window,
  includeToday: params.includeToday,
  calendar: params.calendar === "global" ? "global" : "per_ticker",
  band: params.bandMin === null || params.bandMax === null ? null : { min: params.bandMin, max: params.bandMax },
  fill: params.fill === "same-close" ? "same_close" : params.fill === "next-open" ? "next_open" : "next_close",
  costBps: params.costBps,
});

/** Row by row: names and days to the letter, numbers to 1e-12 of their size. */
function expectSame(actual: ReferenceTrade[], expected: ReferenceTrade[]): void {
  const named = ({ ticker, sector, purchaseDate }: ReferenceTrade) => [ticker, sector, purchaseDate];
  expect(actual.map(named)).toEqual(expected.map(named));
  for (const [at, trade] of actual.entries()) {
    const wanted = expected[at];
    for (const key of ["purchasePrice", "purchaseVolume", "lastPrice", "pnl"] as const) {
      const scale = Math.max(1e-9, Math.abs(wanted?.[key] ?? 0), key === "pnl" ? 1 : 0);
      expect(Math.abs(trade[key] - (wanted?.[key] ?? Number.NaN)) / scale).toBeLessThan(1e-12);
    }
  }
}
