import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { sectorMonths } from "./rollup-sql.ts";

/** Prices at a ticker's rows, oldest first. TAA stops early, TBB pauses for half a year and changes its sector. */
const ROWS: Record<string, [date: string, price: number][]> = {
  TAA: [
    ["2001-01-02", 10],
    ["2001-01-30", 11],
    ["2001-02-01", 12],
    ["2001-03-15", 13],
  ],
  TBB: [
    ["2000-11-06", 3],
    ["2001-02-05", 4],
    ["2001-08-01", 5],
    ["2001-08-31", 6],
    ["2001-10-01", 7],
  ],
  TCC: [["2001-12-03", 1]],
};
const PURCHASES: [ticker: string, sector: string, date: string, price: number, volume: number][] = [
  ["TAA", "S1", "2001-01-02", 10, 2],
  ["TAA", "S1", "2001-02-01", 12, 1],
  ["TBB", "S1", "2001-02-05", 4, 5],
  ["TBB", "S2", "2001-08-01", 5, 3],
  ["TBB", "S2", "2001-10-01", 7, 0.5],
];

let connection: DuckDBConnection;
beforeEach(async () => {
  connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run(`CREATE TABLE purchase(ticker VARCHAR, sector VARCHAR, purchase_date DATE, purchase_price DOUBLE,
    purchase_volume DOUBLE, last_price DOUBLE, pnl DOUBLE)`);
  await connection.run(
    `CREATE TABLE price AS SELECT * FROM (VALUES ${Object.entries(ROWS)
      .flatMap(([ticker, rows]) => rows.map(([date, price]) => `('${ticker}', DATE '${date}', ${price}::DOUBLE)`))
      .join(", ")}) AS t(ticker, date, price)`,
  );
  await connection.run(`CREATE VIEW month_start AS SELECT * FROM (
      SELECT *, lag(date) OVER past AS previous_date, lag(price) OVER past AS previous_price FROM price
      WINDOW past AS (PARTITION BY ticker ORDER BY date)
    ) WHERE previous_date IS NULL OR date_trunc('month', previous_date) < date_trunc('month', date)`);
  await connection.run(`CREATE VIEW closing AS
    SELECT ticker, max(date) AS last_date, arg_max(price, date) AS last_price FROM price GROUP BY ticker`);
});

test("held value is what was bought so far at each ticker's last price until that month, month after month", async () => {
  for (const [ticker, sector, date, price, volume] of PURCHASES)
    await connection.run(
      `INSERT INTO purchase VALUES ('${ticker}', '${sector}', '${date}', ${price}, ${volume}, ${lastPrice(ticker, "9999-12")}, 0)`,
    );
  const months = Array.from({ length: 12 }, (_, at) => `2001-${String(at + 1).padStart(2, "0")}`);
  const expected = [
    ...months.map((month) => [`S1 ${month}`, held("S1", month)]),
    ...months.filter((month) => month >= "2001-08").map((month) => [`S2 ${month}`, held("S2", month)]),
  ];
  expect(await rollup()).toEqual(expected);
});

test("without a purchase there is no month", async () => {
  expect(await rollup()).toEqual([]);
});

const lastPrice = (ticker: string, month: string): number =>
  ROWS[ticker]?.findLast(([date]) => date.slice(0, "2001-01".length) <= month)?.[1] ?? Number.NaN;

const held = (sector: string, month: string): number =>
  PURCHASES.filter(([, of, date]) => of === sector && date.slice(0, "2001-01".length) <= month).reduce(
    (sum, [ticker, , , , volume]) => sum + volume * lastPrice(ticker, month),
    0,
  );

const Row = z.object({ sector: z.string(), month: z.string(), held_value: z.number() });
async function rollup(): Promise<[string, number][]> {
  const reader = await connection.runAndReadAll(sectorMonths("purchase", "month_start", "closing"));
  const rows = z.array(Row).parse(reader.getRowObjectsJson());
  return rows.map(({ sector, month, held_value }) => [`${sector} ${month.slice(0, "2001-01".length)}`, held_value]);
}
