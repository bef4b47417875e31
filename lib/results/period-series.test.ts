import { expect, test } from "vitest";
import { MAX_POINTS } from "./contract.ts";
import { periodSeries } from "./period-series.ts";

const month = (day: string, invested: number, heldValue: number | null = null) => ({
  ...{ month: day, trades: 1, invested, pnl: invested / 2, heldValue },
});

test("nothing bought gives no points", () => {
  expect(periodSeries([])).toEqual({ grain: "month", series: [] });
});

test("a month without a purchase is a point of its own that carries the sums on", () => {
  const { series } = periodSeries([month("1999-12-01", 100, 110), month("2000-02-01", 50, 170)]);
  expect(series).toEqual([
    {
      date: "1999-12-01",
      trades: 1,
      invested: 100,
      pnl: 50,
      cumulativeInvested: 100,
      cumulativePnl: 50,
      heldValue: 110,
    },
    { date: "2000-01-01", trades: 0, invested: 0, pnl: 0, cumulativeInvested: 100, cumulativePnl: 50, heldValue: null },
    {
      date: "2000-02-01",
      trades: 1,
      invested: 50,
      pnl: 25,
      cumulativeInvested: 150,
      cumulativePnl: 75,
      heldValue: 170,
    },
  ]);
});

test("more months than a chart has room for become years, which hold what their last month holds", () => {
  const { grain, series } = periodSeries([
    month("1875-03-01", 1),
    month("1875-04-01", 2, 7),
    month("2000-04-01", 3, 9),
  ]);
  expect(grain).toBe("year");
  expect(series).toHaveLength(126);
  expect(series[0]).toMatchObject({ date: "1875-01-01", trades: 2, invested: 3, heldValue: 7 });
  expect(series.at(-1)).toMatchObject({ date: "2000-01-01", cumulativeInvested: 6, heldValue: 9 });
});

test("a date many centuries off does not fill the chart with empty years", () => {
  const { series } = periodSeries([month("0202-01-01", 1), month("2020-01-01", 1)]);
  expect(series.map(({ date }) => date)).toEqual(["0202-01-01", "2020-01-01"]);
});

test("exactly as many months as there is room for stay months", () => {
  const { grain, series } = periodSeries([month("1896-01-01", 1), month("2020-12-01", 1)]);
  expect({ grain, points: series.length }).toEqual({ grain: "month", points: MAX_POINTS });
});
