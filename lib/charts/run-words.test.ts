import { expect, test } from "vitest";
import { PRESETS } from "#lib/strategy/presets.ts";
import { paramWords } from "./run-words.ts";

test("a preset is told in words", () => {
  expect(paramWords(PRESETS["seed-exact"])).toEqual([
    "buys $100 on the first trading day of a month",
    "when the average of today and 7 rows before lies below the previous close",
    "pays the same day's close",
    "prices from 0.1 to 1,000",
    "no costs",
  ]);
});

test("every parameter that differs is told", () => {
  const words = paramWords({
    ...PRESETS.causal,
    amount: 2_500,
    window: 1,
    calendar: "per-ticker",
    bandMin: 1,
    fill: "next-open",
    costBps: 15,
    priceColumn: "adj_close",
  });
  expect(words).toEqual([
    "buys $2.5 k on each ticker's first trading day of a month",
    "when the average of 1 row before today lies below the previous close",
    "pays the next day's open",
    "prices from 1",
    "costs 0.15 % of each purchase",
    "price from adj_close",
  ]);
});
