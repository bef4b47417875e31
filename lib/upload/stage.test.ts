import { expect, test } from "vitest";
import { type StageFacts, stageOf } from "./stage.ts";

const nothing: StageFacts = { byState: {}, hasVersion: false, clustering: undefined, isOverBudget: false };

test.each<[string, Partial<StageFacts>, string]>([
  ["without files", {}, "empty"],
  ["whose only file was cancelled", { byState: { cancelled: 1 } }, "empty"],
  ["with a file still on its way", { byState: { uploading: 1, inspected: 3 } }, "uploading"],
  ["with a file to inspect", { byState: { uploaded: 1, failed: 1 } }, "inspecting"],
  ["with everything inspected", { byState: { inspected: 2 } }, "confirm"],
  ["with new files beside converted ones", { byState: { inspected: 1, converted: 2 }, hasVersion: true }, "confirm"],
  ["with a confirmed file", { byState: { confirmed: 1, converted: 1 } }, "converting"],
  ["converted, about to be clustered", { byState: { converted: 2 } }, "converting"],
  ["being clustered again", { byState: { converted: 2 }, hasVersion: true, clustering: "running" }, "converting"],
  ["clustered", { byState: { converted: 2, failed: 1 }, hasVersion: true, clustering: "succeeded" }, "ready"],
  ["that could not be clustered", { byState: { converted: 2 }, clustering: "failed" }, "failed"],
  ["with an older version", { byState: { converted: 2 }, hasVersion: true, clustering: "failed" }, "ready"],
  [
    "with more rejects than it puts up with",
    { byState: { converted: 2 }, hasVersion: true, clustering: "failed", isOverBudget: true },
    "stopped",
  ],
  ["whose files all failed", { byState: { failed: 2 } }, "failed"],
])("a dataset %s", (_, facts, stage) => {
  expect(stageOf({ ...nothing, ...facts })).toBe(stage);
});
