import { expect, test } from "vitest";
import { MAX_POINTS } from "./contract.ts";
import { OTHER_SECTORS, purchaseGrain, purchaseSums } from "./purchase-sums.ts";

test.each([
  [125, 12, "month"],
  [126, 12, "year"],
])("%i months of %i sectors are summed by %s", (months, sectors, grain) => {
  expect(purchaseGrain(months, sectors)).toBe(grain);
});

const sums = (sectors: number, years: number) =>
  Array.from({ length: sectors * years }, (_, i) => {
    const [sector, year] = [i % sectors, Math.floor(i / sectors)];
    const pnl = sector - 5;
    return {
      sector: `S${sector}`,
      date: `${1900 + year}-01-01`,
      trades: sector + 1,
      pnl,
      best: pnl + 1,
      worst: pnl - 1,
    };
  });

test("within the limit every sector keeps its points", () => {
  const all = sums(15, 100);
  expect(purchaseSums("year", all)).toEqual({ grain: "year", points: all });
});

test("too many sectors: the busiest keep their names, the others are one, and no purchase is lost", () => {
  const all = sums(20, 100);
  const { points } = purchaseSums("year", all);
  expect(points).toHaveLength(MAX_POINTS);
  expect(new Set(points.map(({ sector }) => sector))).toContain("S19");
  expect(points.find(({ sector }) => sector === OTHER_SECTORS)).toEqual({
    sector: OTHER_SECTORS,
    date: "1900-01-01",
    trades: 21,
    pnl: -15,
    best: 1,
    worst: -6,
  });
});
