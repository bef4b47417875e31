import { expect, test } from "vitest";
import { SECTORS, TICKER_LIMIT, tickerName, tickerSector } from "./ticker.ts";

test("tickers have six letters and ascend from SIAAAA to SIZZZZ", () => {
  expect([0, 1, 26, 17_576, TICKER_LIMIT - 1].map(tickerName)).toEqual([
    "SIAAAA",
    "SIAAAB",
    "SIAABA",
    "SIBAAA",
    "SIZZZZ",
  ]);
});

test("every dozen of neighbours covers the twelve sectors, not always in the same order", () => {
  const dozens = [0, 1, 2].map((dozen) => SECTORS.map((_, i) => tickerSector(dozen * SECTORS.length + i, 7)));
  for (const dozen of dozens) expect(dozen.toSorted()).toEqual(SECTORS);
  expect(new Set(dozens.map(String)).size).toBe(dozens.length);
});
