import fc from "fast-check";
import { expect, test } from "vitest";
import { DashboardFilter } from "./contract.ts";
import { sourcesOf } from "./sources.ts";

const filter = (from: string | null, to: string | null) => DashboardFilter.parse({ from, to });

test.each([
  ["no range", null, null, { months: { from: null, before: null }, days: [] }],
  ["whole months", "2020-02-01", "2020-02-29", { months: { from: "2020-02-01", before: "2020-03-01" }, days: [] }],
  [
    "cut months at both ends",
    "2019-12-15",
    "2020-02-28",
    {
      months: { from: "2020-01-01", before: "2020-02-01" },
      days: [
        { from: "2019-12-15", to: "2019-12-31" },
        { from: "2020-02-01", to: "2020-02-28" },
      ],
    },
  ],
  ["days of one month", "2020-02-02", "2020-02-28", { months: null, days: [{ from: "2020-02-02", to: "2020-02-28" }] }],
])("%s", (_name, from, to, sources) => {
  expect(sourcesOf(filter(from, to))).toEqual(sources);
});

test("single tickers are read from the trades alone", () => {
  expect(sourcesOf({ ...filter("2020-01-01", null), tickers: ["A"] })).toEqual({
    months: null,
    days: [{ from: "2020-01-01", to: null }],
  });
});

const someDay = fc
  .date({ min: new Date("1999-11-01"), max: new Date("2001-03-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const bound = fc.option(someDay, { nil: null });

test("every day of the range is in exactly one source, and no other day is in any", () => {
  fc.assert(
    fc.property(bound, bound, someDay, (from, to, day) => {
      const { months, days } = sourcesOf(filter(from, to));
      const month = `${day.slice(0, 7)}-01`;
      const inMonths = months && (months.from ?? "") <= month && month < (months.before ?? "9");
      const inDays = days.filter((range) => (range.from ?? "") <= day && day <= (range.to ?? "9"));
      const isWanted = (from ?? "") <= day && day <= (to ?? "9");
      expect((inMonths ? 1 : 0) + inDays.length).toBe(isWanted ? 1 : 0);
    }),
    { numRuns: 2_000 },
  );
});
