import { describe, expect, test } from "vitest";
import { adjustedCloses, barsAround } from "./bars.ts";
import { MODELS } from "./model.ts";
import { pricePath } from "./path.ts";
import { Random } from "./random.ts";

const path = pricePath(MODELS.merton, 5000, new Random(7, 0, "path"));
const bars = barsAround(path, new Random(7, 0, "bars"));
const days = [...bars.close.keys()];
const at = (column: Float64Array, day: number) => column[day] ?? Number.NaN;

describe("bars", () => {
  test("keep open and close between low and high, every day", () => {
    const broken = days.filter((day) => {
      const [low, high] = [at(bars.low, day), at(bars.high, day)];
      const [open, close] = [at(bars.open, day), at(bars.close, day)];
      return !(low > 0 && low <= Math.min(open, close) && high >= Math.max(open, close));
    });
    expect(broken).toEqual([]);
  });

  test("close where the path does, to four decimals", () => {
    expect(days.every((day) => Math.abs(at(bars.close, day) / 10_000 - at(path.closes, day)) < 0.00005001)).toBe(true);
  });

  test("open, close, high and low at prices of their own nearly every day", () => {
    const distinct = days.filter(
      (day) => new Set([bars.open, bars.high, bars.low, bars.close].map((column) => at(column, day))).size === 4,
    );
    expect(distinct.length).toBeGreaterThan(0.98 * days.length);
  });

  test("trade a whole, positive and changing number of shares", () => {
    expect(bars.volume.every((volume) => Number.isInteger(volume) && volume > 0)).toBe(true);
    expect(new Set(bars.volume).size).toBeGreaterThan(0.9 * days.length);
  });
});

describe("adjusted closes", () => {
  const adjusted = adjustedCloses(path);

  test("equal the close on the last day and lie below it before the last dividend", () => {
    expect(adjusted.at(-1)).toBe(bars.close.at(-1));
    expect(days.slice(0, 4900).every((day) => at(adjusted, day) < at(bars.close, day))).toBe(true);
  });

  test("take off a quarter of a percent per dividend", () => {
    const dividends = Math.floor((days.length - 1) / 63);
    expect(at(adjusted, 0) / at(bars.close, 0)).toBeCloseTo(0.9975 ** dividends, 4);
  });
});
