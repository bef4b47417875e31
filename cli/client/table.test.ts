import { expect, test } from "vitest";
import { formatTable } from "./table.ts";

test("columns are as wide as their widest cell, numbers at the right edge", () => {
  const columns = [{ title: "file" }, { title: "rows", align: "right" as const }, { title: "" }];
  const rows = [
    ["a.csv", "1,000,000", ""],
    ["long name.csv", "7", "failed"],
  ];
  expect(formatTable(columns, rows).split("\n")).toEqual([
    "file                rows",
    "a.csv          1,000,000",
    "long name.csv          7  failed",
  ]);
});
