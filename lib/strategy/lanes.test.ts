import { expect, test } from "vitest";
import { cutAtTickers } from "./lanes.ts";

const path = "shard.parquet";

test("a single shard is cut into as many lanes as wanted where its row groups begin", () => {
  expect(cutAtTickers(path, ["A", "B", "C", "D", "E", "F", "G", "H"], 4)).toEqual([
    { paths: [path], to: "C" },
    { paths: [path], from: "C", to: "E" },
    { paths: [path], from: "E", to: "G" },
    { paths: [path], from: "G" },
  ]);
});

test("a ticker of many row groups stays in one lane, and a shard of one ticker is not cut", () => {
  expect(cutAtTickers(path, ["A", "B", "B", "B", "B", "C"], 3)).toEqual([
    { paths: [path], to: "B" },
    { paths: [path], from: "B" },
  ]);
  expect(cutAtTickers(path, ["A", "A", "A", "A"], 4)).toEqual([{ paths: [path] }]);
  expect(cutAtTickers(path, ["A"], 2)).toEqual([{ paths: [path] }]);
  expect(cutAtTickers(path, [null, null], 2)).toEqual([{ paths: [path] }]);
});
