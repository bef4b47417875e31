import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { withServices } from "#embedded/test-services/test-services.ts";
import { DashboardFilter, DashboardView, MAX_POINTS, type TradeRow } from "./contract.ts";
import { getDashboard } from "./dashboard.ts";
import { bruteForceFigures, bruteForceHeld, bruteForceMonths } from "./dashboard-under-test.ts";
import { insertSampleRun, insertUser } from "./run-under-test.ts";
import { sampleFilter, sampleTrades } from "./trades-under-test.ts";

withServices();

const FILTERS = 300;
const EVERYTHING = DashboardFilter.parse({});
const heldValue = (sector: string, month: string): number => sector.length * 1_000 + Number(month.slice(2, 4)) / 8;

describe("the dashboard of a run that lies beside another", () => {
  const trades = sampleTrades(2_000, 1);
  let run: { runId: number };

  beforeAll(async () => {
    const owner = await insertUser("owner");
    run = { runId: await insertSampleRun(owner, trades, heldValue) };
    await insertSampleRun(await insertUser("neighbour"), sampleTrades(500, 2), heldValue);
  });

  test("has more purchases than are drawn one by one", async () => {
    const { purchases } = await getDashboard(run, EVERYTHING);
    expect(purchases.grain).toBe("month");
  });

  test("says what plain loops over its trades say, whatever the filter", async () => {
    await fc.assert(
      fc.asyncProperty(sampleFilter, async (filter) => {
        const { grain, series, ...figures } = DashboardView.parse(await getDashboard(run, filter));
        expect(figures).toEqual(bruteForceFigures(trades, filter));
        const bought = series.filter((point) => point.trades > 0).map(({ heldValue, ...point }) => point);
        expect(bought).toEqual(bruteForceMonths(trades, filter));
        expect(grain).toBe("month");
      }),
      { numRuns: FILTERS },
    );
  });

  test("has a point for every month up to the run's last", async () => {
    const { series } = await getDashboard(run, EVERYTHING);
    expect(series).toHaveLength(48);
    expect([series[0]?.date, series.at(-1)?.date]).toEqual(["2000-01-01", "2003-12-01"]);
  });

  test("says what is held at each month's end, by everyone or by some sectors", async () => {
    for (const sectors of [[], ["TECH", "=1+1"]]) {
      const { series } = await getDashboard(run, { ...EVERYTHING, sectors, to: "2003-06-30" });
      expect(series.map(({ heldValue }) => heldValue)).toEqual(
        series.map(({ date }) => bruteForceHeld(trades, sectors, date, heldValue)),
      );
    }
  });

  test("says nothing about what is held when the filter leaves out part of it", async () => {
    const held = async (filter: Partial<DashboardFilter>) =>
      (await getDashboard(run, { ...EVERYTHING, ...filter })).series.map((point) => point.heldValue);
    expect(new Set(await held({ tickers: ["T0"] }))).toEqual(new Set([null]));
    expect(new Set(await held({ from: "2001-01-01" }))).toEqual(new Set([null]));
    expect((await held({ to: "2001-06-15" })).indexOf(null)).toBe(17);
  });

  test("is empty, not wrong, for a filter that nothing matches", async () => {
    const view = DashboardView.parse(await getDashboard(run, { ...EVERYTHING, sectors: ["' OR ''='"] }));
    expect(view.totals).toEqual({ trades: 0, invested: 0, value: 0, pnl: 0, winRate: null, tickers: 0 });
    expect([view.series, view.sectors, view.best, view.worst, view.purchases.points]).toEqual([[], [], [], [], []]);
  });
});

describe("the dashboard of a run over more than a century", () => {
  const purchaseDate = (i: number) => `${1890 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")}-02`;
  const trades = Array.from({ length: 1_560 * 12 }, (_, i): TradeRow => {
    const [n, sector] = [Math.floor(i / 12), `S${i % 12}`];
    return {
      ...{ ticker: `T${i % 12}`, sector, purchaseDate: purchaseDate(n) },
      ...{ purchasePrice: 2, purchaseVolume: 50, lastPrice: 3, pnl: 50 },
    };
  });

  test("stays within the points a chart gets, and loses no purchase", async () => {
    const runId = await insertSampleRun(await insertUser("historian"), trades);
    const { grain, series, purchases } = await getDashboard({ runId }, EVERYTHING);
    expect([grain, series.length, purchases.grain]).toEqual(["year", 130, "year"]);
    expect(purchases.points.length).toBeLessThanOrEqual(MAX_POINTS);
    expect(series.at(-1)).toMatchObject({ cumulativeInvested: 100 * trades.length, cumulativePnl: 50 * trades.length });
    expect(purchases.points.reduce((sum, point) => sum + point.pnl, 0)).toBe(50 * trades.length);
  });
});
