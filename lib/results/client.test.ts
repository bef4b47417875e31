import fc from "fast-check";
import { expect, test } from "vitest";
import { readQuery } from "#lib/platform/http.ts";
import { dashboardSearch } from "./client.ts";
import { DashboardFilter } from "./contract.ts";
import { sampleFilter } from "./trades-under-test.ts";

const received = (search: string) => readQuery(new Request(`http://localhost/?${search}`), DashboardFilter);

test("a filter arrives as it was sent, whatever stands in its names", () => {
  fc.assert(
    fc.property(sampleFilter, fc.array(fc.string({ unit: "grapheme" })), (filter, extra) => {
      const sent = { ...filter, sectors: [...filter.sectors, ...extra.map((name) => name.replaceAll("\0", ""))] };
      expect(received(dashboardSearch(sent))).toEqual(sent);
    }),
  );
});

test("a filter that narrows nothing is an empty query string", () => {
  expect(dashboardSearch({ from: null, tickers: [] })).toBe("");
  expect(received("")).toEqual({ sectors: [], tickers: [], from: null, to: null });
});
