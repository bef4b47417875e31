import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boundsOf, chosenPeriod, inOrder, periodChoices, thumbLabel, thumbs } from "./period.ts";

const DRAWER = { from: "1900-05-01", to: "2019-12-02" };
const SHORT = { from: "2013-05-13", to: "2018-05-01" };
const names = (choices: { name: string }[]) => choices.map(({ name }) => name);

test("a long run offers its last years and every decade it touches", () => {
  const { last, decades } = periodChoices(DRAWER);
  expect(names(last)).toEqual(["Whole run", "Last year", "Last 5 years", "Last 10 years", "Last 25 years"]);
  expect(last[1]?.bounds).toEqual({ from: "2019-01-01", to: null });
  expect(names(decades)).toHaveLength(12);
  expect(decades[5]).toEqual({ name: "1950s", bounds: { from: "1950-01-01", to: "1959-12-31" } });
});

test("a run of five years offers no longer ones", () => {
  expect(names(periodChoices(SHORT).last)).toEqual(["Whole run", "Last year", "Last 5 years"]);
});

test("a run inside one decade offers no decades", () => {
  expect(periodChoices({ from: "2013-05-13", to: "2018-05-01" }).decades).toEqual([]);
});

test("bounds that a choice stands for are recognised, others are the reader's own", () => {
  expect(chosenPeriod(DRAWER, { from: null, to: null })?.name).toBe("Whole run");
  expect(chosenPeriod(DRAWER, { from: "1950-01-01", to: "1959-12-31" })?.name).toBe("1950s");
  expect(chosenPeriod(DRAWER, { from: "1950-01-02", to: "1959-12-31" })).toBeUndefined();
});

describe("the slider's thumbs", () => {
  test("stand on the months of the bounds, and at the ends for what lies outside", () => {
    expect(thumbs(DRAWER, { from: null, to: null })).toEqual([0, 1435]);
    expect(thumbs(DRAWER, { from: "1901-05-17", to: "1902-05-31" })).toEqual([12, 24]);
    expect(thumbs(DRAWER, { from: "1850-01-01", to: "2100-01-01" })).toEqual([0, 1435]);
    expect(thumbLabel(DRAWER, 12)).toBe("1901-05");
  });

  test("stand for whole months, and for no bound at the ends", () => {
    expect(boundsOf(DRAWER, [0, 1435])).toEqual({ from: null, to: null });
    expect(boundsOf(DRAWER, [1, 9])).toEqual({ from: "1900-06-01", to: "1901-02-28" });
    expect(boundsOf({ from: "1996-01-01", to: "1997-01-01" }, [0, 1])).toEqual({ from: null, to: "1996-02-29" });
  });

  test("come back to where they were put", () => {
    const thumb = fc.integer({ min: 0, max: 1435 });
    fc.assert(
      fc.property(fc.tuple(thumb, thumb), ([a, b]) => {
        const put: [number, number] = [Math.min(a, b), Math.max(a, b)];
        expect(thumbs(DRAWER, boundsOf(DRAWER, put))).toEqual(put);
      }),
    );
  });
});

test("days typed in the wrong order are turned around", () => {
  expect(inOrder({ from: "1960-01-01", to: "1950-01-01" })).toEqual({ from: "1950-01-01", to: "1960-01-01" });
  expect(inOrder({ from: "1960-01-01", to: null })).toEqual({ from: "1960-01-01", to: null });
});
