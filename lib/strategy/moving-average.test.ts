import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StrategyParams } from "./contract.ts";
import { groupLanes } from "./lanes.ts";
import { portableStrategy } from "./portable-sql.ts";
import { PRESETS } from "./presets.ts";
import { asReference, drawer, fillName, readTrades, streaming, weekdays, writeShard } from "./prices-under-test.ts";
import { type PriceRow, type ReferenceTrade, referenceTrades } from "./reference.ts";
import type { Lane } from "./streaming-sql.ts";

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
      const path = await write(rows, `${name}-${seed}`);
      const expected = referenceTrades(rows, asReference(params));
      const [one, two, grouped] = [
        await streaming(connection, [{ paths: [path] }], params),
        await streaming(connection, lanes(path), params),
        await streaming(connection, lanes(path), params, groupLanes(lanes(path), 1)),
      ];
      const portable = await readTrades(connection, portableStrategy(pricesTable(path, params), params));
      expect(expected.trades.length).toBeGreaterThan(20);
      expectSame(one.trades, expected.trades);
      expectSame(two.trades, expected.trades);
      expectSame(grouped.trades, expected.trades);
      expectSame(portable, expected.trades);
      expect(two.accounting).toEqual(expected.accounting);
      expect(one.accounting).toEqual(expected.accounting);
      expect(grouped.accounting).toEqual(expected.accounting);
    });
  }
});

test("a flat price is a tie, and a tie is no signal, in every form", async () => {
  const rows = weekdays("2001-01-01", 120).map(
    (date): PriceRow => ({ ticker: "FLAT", sector: "X", date, price: 10.1, open: 10.1, close: 10.1 }),
  );
  const path = await write(rows, "flat");
  for (const params of [PRESETS["seed-exact"], PRESETS.causal]) {
    expect(referenceTrades(rows, asReference(params)).trades).toEqual([]);
    expect((await streaming(connection, [{ paths: [path] }], params)).trades).toEqual([]);
    expect(await readTrades(connection, portableStrategy(pricesTable(path, params), params))).toEqual([]);
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
  const path = await write(rows, "edges");
  for (const calendar of ["global", "per-ticker"] as const) {
    const params: StrategyParams = { ...PRESETS["seed-exact"], calendar };
    const expected = referenceTrades(rows, asReference(params));
    expect(expected.trades.length).toBeGreaterThan(2);
    for (const split of [[{ paths: [path] }], lanes(path)]) {
      const { trades, accounting } = await streaming(connection, split, params);
      expectSame(trades, expected.trades);
      expect(accounting).toEqual(expected.accounting);
    }
  }
});

async function write(rows: PriceRow[], name: string): Promise<string> {
  const path = join(folder, `${name.replaceAll(/[^a-z0-9]/g, "_")}.parquet`);
  await writeShard(connection, rows, path);
  return path;
}

const lanes = (path: string): Lane[] => [
  { paths: [path], to: "TF" },
  { paths: [path], from: "TF" },
];

const pricesTable = (path: string, params: StrategyParams): string =>
  `(SELECT ticker, coalesce(sector, '–') AS sector, date, price, ${fillName(params) ?? "price"} AS fill FROM read_parquet('${path}')) AS prices`;

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
