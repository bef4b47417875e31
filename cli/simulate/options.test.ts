import { expect, test } from "vitest";
import { SimulateOptions } from "./options.ts";

test("only a folder is needed", () => {
  expect(SimulateOptions.parse({ out: "drawer" })).toEqual({
    out: "drawer",
    files: 12,
    tickersPerFile: 3,
    from: "1900-01-05",
    to: "2019-07-20",
    seed: 7,
    model: "merton",
    columns: "nine",
  });
});

test("numbers may come as the text of a command line", () => {
  expect(SimulateOptions.parse({ out: "drawer", files: "20", seed: "0" })).toMatchObject({ files: 20, seed: 0 });
});

test.each([
  ["no files", { files: 0 }],
  ["half a ticker", { tickersPerFile: 0.5 }],
  ["more tickers than there are names", { files: 1000, tickersPerFile: 1000 }],
  ["a day that does not exist", { from: "2019-02-30" }],
  ["a day out of range", { to: "2300-01-01" }],
  ["an end before the start", { from: "2020-01-02", to: "2020-01-01" }],
  ["a weekend", { from: "2020-02-01", to: "2020-02-02" }],
  ["an unknown model", { model: "heston" }],
  ["a seed that is not a number", { seed: "seven" }],
])("%s is refused", (_, wrong) => {
  expect(SimulateOptions.safeParse({ out: "drawer", ...wrong }).success).toBe(false);
});
