import { expect, test } from "vitest";
import type { StrategyParams } from "#lib/strategy/contract.ts";
import { PRESETS } from "#lib/strategy/presets.ts";
import type { SweepPoint } from "#lib/strategy/sweep/contract.ts";
import { sweepChart } from "./sweep.ts";
import { sortLines, sweepColumns, sweepLines } from "./sweep-lines.ts";

const pointOf = (set: Partial<StrategyParams>, pnl: number, trades = 10): SweepPoint => {
  const params = { ...PRESETS.causal, ...set };
  const invested = params.amount * trades;
  return {
    params,
    accounting: { droppedByBand: 0, candidates: 20, signals: trades, trades },
    totals: { trades, invested, value: invested + pnl, pnl },
    roi: trades > 0 ? pnl / invested : null,
    winRate: trades > 0 ? 0.5 : null,
  };
};

const POINTS = [3, 10, 5].flatMap((window) => [
  pointOf({ window, amount: 100 }, window * 10),
  pointOf({ window, amount: 200 }, window * 20),
]);

test("returns are drawn along the window, one line whatever the amount", () => {
  const model = sweepChart(POINTS, "roi");
  expect(model).toMatchObject({ title: "Return on investment by window", lines: ["All"], xName: "Window" });
  expect(model?.points.map(({ x, values }) => [x, ...values])).toEqual([
    [3, 0.03],
    [5, 0.05],
    [10, 0.1],
  ]);
  expect(model?.summary).toMatch(/^Return on investment by window: from 3(\.0+)?.%.to 10(\.0+)?.% over 3 values\.$/);
});

test("gains are drawn one line for each amount", () => {
  const model = sweepChart(POINTS, "pnl");
  expect(model?.lines).toEqual(["Amount $100", "Amount $200"]);
  expect(model?.points.at(-1)?.values).toEqual([100, 200]);
});

test("what has no number to go along, or too many lines, is a table alone", () => {
  expect(sweepChart([pointOf({ fill: "next-open" }, 1), pointOf({}, 2)], "roi")).toBeUndefined();
  const many = [3, 5].flatMap((window) =>
    Array.from({ length: 9 }, (_, costBps) => pointOf({ window, costBps }, costBps)),
  );
  expect(sweepChart(many, "roi")).toBeUndefined();
});

test("the table has what varies and what came of it, and sorts with unknown values last", () => {
  const points = [pointOf({ window: 3 }, 5), pointOf({ window: 10 }, 0, 0), pointOf({ window: 5 }, 9)];
  expect(sweepColumns(points)).toEqual(["Window", "Trades", "Invested", "Value", "PnL", "ROI", "Win rate"]);
  const windows = (column: string, descending: boolean) =>
    sortLines(sweepLines(points), column, descending).map(({ cells }) => cells[0]?.text);
  expect(windows("ROI", true)).toEqual(["5", "3", "10"]);
  expect(windows("ROI", false)).toEqual(["3", "5", "10"]);
  expect(windows("Window", true)).toEqual(["10", "5", "3"]);
});
