import { expect, test } from "vitest";
import { valueFromPath } from "./draft-problems.ts";
import { PATH_PATTERNS } from "./path-patterns.ts";

test.each([
  ["The whole name", "drawer/aapl.csv", "AAPL"],
  ["The whole name", "BRK.B.csv", "BRK.B"],
  ["The whole name", "aapl", "AAPL"],
  ["The name up to the first - _ or space", "drawer/aapl_daily-2013.csv", "AAPL"],
  ["The name after the last - _ or space", "prices-daily_AAPL.csv", "AAPL"],
  ["The folder", "drawer/aapl/2013.csv", "AAPL"],
])("%s of %s is %s", (words, path, value) => {
  const pattern = PATH_PATTERNS.find((known) => known.words === words)?.pattern ?? "";
  const column = { name: "ticker", role: "ticker" as const, from: "file-name" as const, pattern, upperCase: true };
  expect(valueFromPath(column, path)).toEqual({ value });
});
