import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { Manifest } from "#lib/convert/contract.ts";
import type { StrategyParams } from "../contract.ts";
import { groupLanes } from "../lanes.ts";
import { asReference, drawer, streaming, weekdays, writeShard } from "../prices-under-test.ts";
import { type PriceRow, type ReferenceTrade, referenceTrades } from "../reference.ts";
import type { Lane } from "../streaming-sql.ts";
import { countsOf, pointOf, sweepSteps } from "./compute.ts";
import type { SweepPoint, SweepRequest } from "./contract.ts";
import { planPasses } from "./plan-passes.ts";
import { pointsOf } from "./points.ts";

let folder: string;
let connection: DuckDBConnection;
let sweeping: DuckDBConnection;
let sweepingOnDisk: DuckDBConnection;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sweep-"));
  connection = await (await DuckDBInstance.create(":memory:", { threads: "2" })).connect();
  sweeping = await (await DuckDBInstance.create(":memory:", { threads: "2" })).connect();
  sweepingOnDisk = await (await DuckDBInstance.create(join(folder, "tables"), { threads: "2" })).connect();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const MANIFEST = Manifest.parse({
  ...{ shards: [], columns: [], files: 1, rowsRead: 0, rowsRejected: 0, period: null, tickers: null, sectors: null },
  roles: { ticker: "ticker", date: "date", sector: "sector", prices: ["price", "open", "close"] },
  duplicates: { rows: 0, examples: [] },
});

const sweeps: [string, Pick<SweepRequest, "preset" | "vary">][] = [
  ["windows and amounts", { preset: "causal", vary: { window: [1, 2, 3, 7, 21, 60], amount: [100, 2500] } }],
  [
    "windows as the original reads them",
    { preset: "seed-exact", vary: { window: [3, 7, 30], includeToday: [true, false] } },
  ],
  ["price bands", { preset: "seed-exact", vary: { window: [5], bandMin: [0.1, 1], bandMax: [10, 1000] } }],
  [
    "fills and calendars",
    { preset: "causal", vary: { fill: ["same-close", "next-open", "next-close"], calendar: ["global", "per-ticker"] } },
  ],
  ["costs", { preset: "seed-exact", vary: { costBps: [0, 25, 300], amount: [7, 1000], window: [3, 12] } }],
];

describe("every point equals the single run of its parameters, and plain loops", () => {
  for (const [name, { preset, vary }] of sweeps)
    test.each([1, 2])(`${name}, drawer %i`, async (seed) => {
      const rows = drawer(seed);
      const points = pointsOf({ strategy: "moving-average", preset, set: {}, vary });
      await expectEqualToRuns(rows, points, `${name}-${seed}`);
    });
});

test("flat prices, tickers of a row or two and rows without a price make no signal that a single run does not make", async () => {
  const days = weekdays("2001-01-22", 90);
  const row = (ticker: string, date: string, price: number | null): PriceRow => ({
    ticker,
    sector: "X",
    date,
    price,
    open: price,
    close: price,
  });
  const rows = [
    ...days.map((date) => row("TA", date, 10.1)),
    row("TB", "2001-02-01", 5),
    ...days.map((date) => row("TC", date, null)),
    ...days.map((date, at) => row("TD", date, 20 + (at % 2) * 3)),
    row("TG", "2001-03-01", 7),
    row("TI", "2001-02-28", 9),
    row("TI", "2001-03-01", 8),
  ];
  for (const preset of ["causal", "seed-exact"] as const) {
    const points = pointsOf({ strategy: "moving-average", preset, set: {}, vary: { window: [1, 3, 10, 60] } });
    await expectEqualToRuns(rows, points, `edges-${preset}`);
  }
});

test("a sweep that reads group after group and keeps its tables on disk finds the purchases and sums of one in memory", async () => {
  const rows = drawer(3);
  const path = join(folder, "groups.parquet");
  await writeShard(connection, rows, path);
  const lanes: Lane[] = [
    { paths: [path], to: "TC" },
    { paths: [path], from: "TC", to: "TF" },
    { paths: [path], from: "TF", to: "TK" },
    { paths: [path], from: "TK" },
  ];
  for (const [, { preset, vary }] of sweeps) {
    const points = pointsOf({ strategy: "moving-average", preset, set: {}, vary });
    const inMemory = await sweep([lanes], rows.length, points);
    expect(inMemory.some(({ totals }) => totals.trades > 0)).toBe(true);
    for (const threads of [1, 3]) {
      const onDisk = await sweep(groupLanes(lanes, threads), rows.length, points, sweepingOnDisk);
      expect(onDisk.map(counted)).toEqual(inMemory.map(counted));
      // The engine adds in another order, so that the last digit of a sum may differ.
      for (const [at, { totals }] of inMemory.entries())
        for (const name of ["invested", "value", "pnl"] as const) expectClose(onDisk[at]?.totals[name], totals[name]);
    }
  }
});

test("a sweep has every combination once, and at most a thousand", () => {
  const sweep = (vary: SweepRequest["vary"]) =>
    pointsOf({ strategy: "moving-average", preset: "causal", set: { costBps: 5 }, vary });
  expect(sweep({ window: [3, 4, 3], amount: [1, 2] }).map(({ window, amount }) => [window, amount])).toEqual([
    [3, 1],
    [3, 2],
    [4, 1],
    [4, 2],
  ]);
  expect(sweep({}).map(({ costBps }) => costBps)).toEqual([5]);
  const many = Array.from({ length: 101 }, (_, at) => at + 1);
  expect(() => sweep({ window: many, amount: many.slice(0, 10) })).toThrow("1,010 combinations; at most 1,000");
  expect(() => sweep({ bandMin: [5], bandMax: [1] })).toThrow("A price band from 5 to 1 holds no price.");
});

async function expectEqualToRuns(rows: PriceRow[], points: StrategyParams[], name: string): Promise<void> {
  const path = join(folder, `${name.replaceAll(/[^a-z0-9]/g, "_")}.parquet`);
  await writeShard(connection, rows, path);
  const lanes: Lane[] = [
    { paths: [path], to: "TD" },
    { paths: [path], from: "TD" },
  ];
  const swept = await sweep([lanes], rows.length, points);
  for (const [at, params] of points.entries()) {
    const expected = referenceTrades(rows, asReference(params));
    const single = await streaming(connection, lanes, params);
    const point = swept[at];
    const { droppedByBand, candidates, signals, trades } = expected.accounting;
    expect(single.accounting).toEqual(expected.accounting);
    expect(point?.params).toEqual(params);
    expect(point?.accounting).toEqual({ droppedByBand, candidates, signals, trades });
    for (const run of [expected.trades, single.trades]) {
      const totals = totalsOf(run);
      expect(point?.totals.trades).toBe(run.length);
      expect(point?.winRate).toBe(run.length ? totals.wins / run.length : null);
      expectClose(point?.totals.invested, totals.invested);
      expectClose(point?.totals.value, totals.value);
      expectClose(point?.totals.pnl, totals.pnl);
    }
  }
}

async function sweep(groups: Lane[][], rowsIn: number, points: StrategyParams[], on = sweeping) {
  const found = [];
  for (const pass of planPasses(MANIFEST, points)) {
    const results = new Map<string, unknown[]>();
    for (const { sql, as } of sweepSteps(groups, pass).flat()) {
      const rows = (await on.runAndReadAll(sql.replace("CREATE TABLE", "CREATE OR REPLACE TABLE"))).getRowObjectsJson();
      if (as) results.set(as, rows);
    }
    const rows = <Row extends z.ZodType>(as: string, row: Row) => z.array(row).parse(results.get(as) ?? []);
    const counted = countsOf({ rows, peakBytes: 0 }, rowsIn);
    for (const point of pass.points) found[point.at] = pointOf(point, counted);
  }
  return found;
}

function totalsOf(trades: ReferenceTrade[]) {
  const sum = (of: (trade: ReferenceTrade) => number) => trades.reduce((total, trade) => total + of(trade), 0);
  return {
    wins: trades.filter(({ pnl }) => pnl > 0).length,
    invested: sum((trade) => trade.purchasePrice * trade.purchaseVolume),
    value: sum((trade) => trade.lastPrice * trade.purchaseVolume),
    pnl: sum(({ pnl }) => pnl),
  };
}

const counted = ({ params, accounting, totals, winRate }: SweepPoint) => ({
  params,
  accounting,
  trades: totals.trades,
  winRate,
});

/** To 1e-9 of its size. */
const expectClose = (actual: number | undefined, expected: number) =>
  expect(Math.abs((actual ?? Number.NaN) - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
