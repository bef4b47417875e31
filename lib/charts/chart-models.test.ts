import { describe, expect, test } from "vitest";
import type { DashboardView } from "#lib/results/contract.ts";
import type { Accounting } from "#lib/strategy/contract.ts";
import { capitalModel } from "./capital.ts";
import { DASHBOARD } from "./dashboard-under-test.ts";
import { filteredNumbers, wholeRunNumbers } from "./key-numbers.ts";
import { sectorsModel, tickersModel } from "./leaders.ts";
import { purchasesModel } from "./purchases.ts";
import { accountingModel } from "./row-accounting.ts";
import { tradeLine } from "./trade-lines.ts";
import { whyNoTrades } from "./why-no-trades.ts";

const golden = (name: string) => `golden/${name}.golden`;
const asText = (model: unknown) => `${JSON.stringify(model, null, 2)}\n`;

const ACCOUNTING: Accounting = {
  rawBytes: 1_146_000_000,
  rowsRead: 31_307_420,
  rowsRejected: 420,
  rowsIn: 31_307_000,
  droppedWithoutPrice: 12,
  droppedByBand: 28_000_000,
  candidates: 157_000,
  signals: 61_000,
  trades: 60_988,
};

describe("what a chart draws is settled before it is drawn", () => {
  test.each([
    ["capital", capitalModel(DASHBOARD)],
    ["purchases", purchasesModel(DASHBOARD.purchases)],
    ["sectors", sectorsModel(DASHBOARD)],
    ["tickers", tickersModel(DASHBOARD)],
    ["row-accounting", accountingModel(ACCOUNTING)],
    ["key-numbers", filteredNumbers(DASHBOARD)],
  ])("%s", async (name, model) => {
    await expect(asText(model)).toMatchFileSnapshot(golden(name));
  });
});

test("a filter by ticker hides the value held, and says so in the title", () => {
  const series = DASHBOARD.series.map((point) => ({ ...point, heldValue: null }));
  const model = capitalModel({ ...DASHBOARD, series });
  expect(model.title).toBe("Invested and PnL over time");
  expect(model.lines.map(({ name }) => name)).toEqual(["Cumulative PnL", "Invested"]);
});

test("few purchases are drawn one by one, gains apart from losses, the oldest first", () => {
  const point = { ticker: "AAA", sector: "FINANCE", price: 12.5 };
  const model = purchasesModel({
    grain: "purchase",
    points: [
      { ...point, date: "2019-02-01", pnl: -3 },
      { ...point, date: "2018-02-01", pnl: 4 },
    ],
  });
  if (model.kind !== "dots") throw new Error("expected dots");
  expect(model.gains.map(({ label }) => label)).toEqual(["AAA, 2018-02-01"]);
  expect(model.losses.map(({ label }) => label)).toEqual(["AAA, 2019-02-01"]);
  expect(model.summary).toBe("2 purchases: 1 at or above zero, 1 below.");
  expect(model.table.rows.map(([date]) => date)).toEqual(["2018-02-01", "2019-02-01"]);
});

test("more months than can be drawn become years, and no trade is lost on the way", () => {
  const points = Array.from({ length: 600 }, (_, i) => ({
    sector: "ENERGY",
    date: `${1950 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")}-01`,
    trades: 2,
    pnl: 10,
    best: 8,
    worst: 2,
  }));
  const model = purchasesModel({ grain: "month", points });
  if (model.kind !== "bars") throw new Error("expected bars");
  expect(model.title).toBe("PnL of purchases, yearly sums");
  expect(model.bars).toHaveLength(50);
  expect(model.bars.every(({ gain }) => gain === 120)).toBe(true);
  expect(model.table.rows[0]).toEqual(["1950", "$120.00", "24", "$8.00", "$2.00"]);
});

test("a month without a purchase keeps its place, so that time runs evenly", () => {
  const point = { sector: "ENERGY", trades: 1, pnl: 1, best: 1, worst: 1 };
  const points = [
    { ...point, date: "2019-11-01" },
    { ...point, date: "2020-02-01" },
  ];
  const model = purchasesModel({ grain: "month", points });
  if (model.kind !== "bars") throw new Error("expected bars");
  expect(model.bars.map(({ label }) => label)).toEqual(["2019-11", "2019-12", "2020-01", "2020-02"]);
});

test("with nothing to draw every model still says so in words", () => {
  const nothing: DashboardView = {
    ...DASHBOARD,
    totals: { trades: 0, invested: 0, value: 0, pnl: 0, winRate: null, tickers: 0 },
    series: [],
    sectors: [],
    best: [],
    worst: [],
    purchases: { grain: "month", points: [] },
  };
  expect(capitalModel(nothing).summary).toBe("No purchases to draw.");
  expect(purchasesModel(nothing.purchases).summary).toContain("0 of 0 months");
  expect(sectorsModel(nothing).summary).toBe("0 sectors.");
  expect(tickersModel(nothing).summary).toBe("No tickers.");
  expect(filteredNumbers(nothing).map(({ value }) => value)).toEqual(["0", "$0", "$0", "$0", "–", "–"]);
});

test("a number without an answer is a dash, not zero", () => {
  const none = { roi: null, winRate: null, moneyWeightedReturn: null, timeWeightedReturn: null };
  const numbers = wholeRunNumbers({ ...none, maxDrawdown: null, noSignalRoi: null });
  expect(numbers.map(({ value, tone }) => [value, tone])).toEqual(numbers.map(() => ["–", null]));
});

test("a trade's line keeps every digit beside what it shows", () => {
  const line = tradeLine({
    ticker: "SIFAXE",
    sector: "CONSUMER DURABLES",
    purchaseDate: "1900-04-02",
    purchasePrice: 30.7259226213843,
    purchaseVolume: 3.2545808707597,
    lastPrice: 0.00001234,
    pnl: -99.99,
  });
  expect(line.price).toEqual({ text: "30.7259", exact: "30.7259226213843" });
  expect(line.lastPrice.text).toBe("0.00001234");
  expect(line.pnl).toEqual({ text: "−$99.99", exact: "−99.99" });
  expect(line.tone).toBe("loss");
});

describe("a run without trades says at which step the rows ended", () => {
  const zero = { ...ACCOUNTING, trades: 0 };
  test.each([
    ["no rows", { ...zero, rowsRead: 0 }, "hold no rows"],
    ["all rejected", { ...zero, rowsIn: 0 }, "rejected"],
    ["no price", { ...zero, droppedWithoutPrice: zero.rowsIn, droppedByBand: 0 }, "price role"],
    ["all outside the band", { ...zero, droppedByBand: zero.rowsIn - 12 }, "band"],
    ["no purchase day", { ...zero, candidates: 0 }, "calendar"],
    ["no signal", { ...zero, signals: 0 }, "moving average"],
    ["no fill", zero, "same close"],
  ])("%s", (_, rows, words) => {
    expect(whyNoTrades(rows)).toContain(words);
  });
});
