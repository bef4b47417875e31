import { expect, test } from "vitest";
import { businessDays } from "./business-days.ts";

test("1900-01-05 to 2019-07-20 holds 31,186 business days, the last one a Friday", () => {
  const days = businessDays("1900-01-05", "2019-07-20");
  expect(days).toHaveLength(31_186);
  expect([days[0], days.at(-1)]).toEqual(["1900-01-05", "2019-07-19"]);
  expect(days.some((day) => [0, 6].includes(new Date(day).getUTCDay()))).toBe(false);
});

test("holidays are business days", () => {
  expect(businessDays("1901-01-01", "1901-01-01")).toEqual(["1901-01-01"]);
});

test("both ends are included, leap days too, and a weekend alone is empty", () => {
  expect(businessDays("2000-02-28", "2000-03-01")).toEqual(["2000-02-28", "2000-02-29", "2000-03-01"]);
  expect(businessDays("2020-02-01", "2020-02-02")).toEqual([]);
});
