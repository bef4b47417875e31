import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { moneyAxis, timeTicks } from "./axis.ts";

const labels = (ticks: { label: string }[]) => ticks.map(({ label }) => label);

describe("an axis of money", () => {
  test.each([
    [
      [0, 72_230_859],
      ["$0", "$20 M", "$40 M", "$60 M", "$80 M"],
    ],
    [
      [-658, 33_300],
      ["$0", "$10 k", "$20 k", "$30 k", "$40 k"],
    ],
    [
      [-2_100, 12_000],
      ["−$5 k", "$0", "$5 k", "$10 k", "$15 k"],
    ],
    [[], ["$0", "$0.2", "$0.4", "$0.6", "$0.8", "$1"]],
  ])("has round ticks for %j", (values, expected) => {
    expect(labels(moneyAxis(values).ticks)).toEqual(expected);
  });

  test("holds zero and every value, whatever they are", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e12, max: 1e12, noNaN: true }), { minLength: 1 }), (values) => {
        const { ticks, domain } = moneyAxis(values);
        expect(Math.min(0, ...values)).toBeGreaterThanOrEqual(domain[0]);
        expect(Math.max(0, ...values)).toBeLessThanOrEqual(domain[1]);
        expect(ticks.length).toBeLessThan(12);
        for (const { value } of ticks) {
          expect(value).toBeGreaterThanOrEqual(domain[0]);
          expect(value).toBeLessThanOrEqual(domain[1]);
        }
      }),
    );
  });
});

test.each([
  ["1900-05-01", "2019-12-02", ["1920", "1940", "1960", "1980", "2000"]],
  ["2013-05-01", "2018-05-01", ["2014", "2015", "2016", "2017", "2018"]],
  ["2020-01-02", "2020-05-29", ["Jan 2020", "Feb 2020", "Mar 2020", "Apr 2020", "May 2020"]],
  ["2020-01-02", "2020-01-31", ["Jan 2020"]],
])("time from %s to %s is marked %j", (from, to, expected) => {
  expect(labels(timeTicks(from, to))).toEqual(expected);
});
