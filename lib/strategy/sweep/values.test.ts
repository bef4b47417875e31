import { expect, test } from "vitest";
import { valuesOf } from "./values.ts";

test.each<[string, string[] | undefined]>([
  ["7", ["7"]],
  ["3..6", ["3", "4", "5", "6"]],
  ["3..10:3", ["3", "6", "9"]],
  ["3..4, 20,60", ["3", "4", "20", "60"]],
  ["same-close,next-open", ["same-close", "next-open"]],
  ["0.1,0.5", ["0.1", "0.5"]],
  ["5..5", ["5"]],
  ["6..3", undefined],
  ["3..60:0", undefined],
  ["1..1001", undefined],
  ["3..", undefined],
  ["", undefined],
  ["1,,2", undefined],
])("“%s” stands for %j", (typed, values) => expect(valuesOf(typed)).toEqual(values));
