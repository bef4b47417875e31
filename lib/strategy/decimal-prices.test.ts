import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RecipeColumn } from "#lib/schema/contract.ts";
import { strictColumn } from "#lib/schema/strict-sql.ts";
import type { StrategyParams } from "./contract.ts";
import { PRESETS } from "./presets.ts";
import { asReference, drawer, streaming } from "./prices-under-test.ts";
import { type PriceRow, referenceTrades } from "./reference.ts";

let folder: string;
let connection: DuckDBConnection;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "decimal-prices-"));
  connection = await (await DuckDBInstance.create(":memory:", { threads: "2" })).connect();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Kept = Pick<RecipeColumn, "type" | "format" | "nullTokens">;

const NUMBER: Kept = { type: "number", format: "1.5", nullTokens: [""] };
const DECIMAL: Kept = { type: "decimal", format: "18,4", nullTokens: [""] };

/** A drawer whose prices have four decimals, as a file would. */
const quoted = (seed: number): PriceRow[] =>
  drawer(seed).map((row) => ({
    ...row,
    price: rounded(row.price),
    open: rounded(row.open),
    close: rounded(row.close),
  }));

const rounded = (price: number | null | undefined): number | null => (price == null ? null : Number(price.toFixed(4)));

/** The rows of one CSV as conversion reads them: its prices as numbers or as decimals. */
async function shardOf(csv: string, column: Kept): Promise<string> {
  const path = join(folder, `${column.type}.parquet`);
  const prices = ["price", "open", "close"].map((name) => `${strictColumn(name, column).value} AS ${name}`);
  await connection.run(`COPY (SELECT ticker, sector, CAST(date AS DATE) AS date, ${prices.join(", ")}
    FROM read_csv('${csv}', header = true, all_varchar = true) ORDER BY ticker, date) TO '${path}' (FORMAT parquet)`);
  return path;
}

async function tradesOf(rows: PriceRow[], params: StrategyParams) {
  const csv = join(folder, "prices.csv");
  const lines = rows.map(({ ticker, sector, date, price, open, close }) =>
    [ticker, sector, date, price, open, close].join(),
  );
  await writeFile(csv, `ticker,sector,date,price,open,close\n${lines.join("\n")}\n`);
  const numbers = await streaming(connection, [{ paths: [await shardOf(csv, NUMBER)] }], params);
  const decimals = await streaming(connection, [{ paths: [await shardOf(csv, DECIMAL)] }], params);
  return { numbers, decimals };
}

const cases: [string, StrategyParams][] = [
  ["seed-exact", PRESETS["seed-exact"]],
  ["causal", PRESETS.causal],
  ["causal within a band", { ...PRESETS.causal, bandMin: 0.1, bandMax: 17.3 }],
  ["causal at the next open, window 30, costs", { ...PRESETS.causal, fill: "next-open", window: 30, costBps: 25 }],
];

test.each(cases)("exact decimals buy what the numbers of the same file buy, to the last bit: %s", async (_, params) => {
  const rows = quoted(5);
  const { numbers, decimals } = await tradesOf(rows, params);
  const expected = referenceTrades(rows, asReference(params));
  expect(decimals).toEqual(numbers);
  expect(numbers.accounting).toEqual(expected.accounting);
  expect(
    numbers.trades.map(({ ticker, purchaseDate, purchasePrice }) => [ticker, purchaseDate, purchasePrice]),
  ).toEqual(expected.trades.map(({ ticker, purchaseDate, purchasePrice }) => [ticker, purchaseDate, purchasePrice]));
});

test("the first trades of a known file are the same rows, whichever way its prices are kept", async () => {
  const { numbers, decimals } = await tradesOf(quoted(1), PRESETS["seed-exact"]);
  expect(decimals.trades.slice(0, 2)).toMatchInlineSnapshot(`
    [
      {
        "lastPrice": 944.3571,
        "pnl": 12915.741161877197,
        "purchaseDate": "2000-02-01",
        "purchasePrice": 7.2555,
        "purchaseVolume": 13.782647646612915,
        "sector": null,
        "ticker": "TA",
      },
      {
        "lastPrice": 944.3571,
        "pnl": -5.094851171836374,
        "purchaseDate": "2000-06-01",
        "purchasePrice": 995.0536,
        "purchaseVolume": 0.10049709884975042,
        "sector": null,
        "ticker": "TA",
      },
    ]
  `);
  expect(numbers.trades.slice(0, 2)).toEqual(decimals.trades.slice(0, 2));
});

test("a decimal of fifteen digits is the number that its text is, and lies on the same side of any bound", async () => {
  const parts = [fc.integer({ min: -999_999_999, max: 999_999_999 }), fc.integer({ min: 0, max: 999_999 })] as const;
  const bounds = fc.double({ noNaN: true, min: -1e9, max: 1e9 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(...parts, bounds), { minLength: 50, maxLength: 200 }), async (drawn) => {
      const rows = drawn.map(([whole, decimals, bound]) => {
        const text = `${whole}.${String(decimals).padStart(6, "0")}`;
        const [decimal, number] = [`'${text}'::DECIMAL(18, 6)`, `'${text}'::DOUBLE`];
        return `(${decimal}::DOUBLE = ${number} AND (${decimal} >= ${bound}) = (${number} >= ${bound}) AND (${decimal} >= ${text}) AND (${decimal} <= ${text}))`;
      });
      const [row] = (await connection.runAndReadAll(`SELECT ${rows.join(" AND ")} AS same`)).getRowObjectsJson();
      expect(row).toEqual({ same: true });
    }),
    { numRuns: 30 },
  );
});
