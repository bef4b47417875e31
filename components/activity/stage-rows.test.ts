import { expect, test } from "vitest";
import type { AttemptView, StageView } from "#lib/platform/wire.ts";
import { exitWords, stageRows } from "./stage-rows.ts";

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

const stage = (phase: string, from: number, to: number, more: Partial<StageView> = {}): StageView => ({
  ...{ phase, startedAt: at(from), endedAt: at(to), ms: (to - from) * 1_000, done: 0, total: 0, unit: "bytes" },
  ...{ rows: null, bytes: null, peakBytes: null },
  ...more,
});

const attempt = (stages: StageView[], endedAt: string | null = at(10)): AttemptView => ({
  ...{ id: crypto.randomUUID(), worker: "w", startedAt: at(0), endedAt, exit: endedAt ? "published" : null },
  ...{ failureKind: null, failure: null, peakBytes: null, stages },
});

test("each phase has its place on the try's time line", () => {
  const rows = stageRows(attempt([stage("Reading", 0, 4), stage("Storing", 4, 10)]), 0);
  expect(rows).toMatchObject([
    { phase: "Reading", from: 0, width: 0.4 },
    { phase: "Storing", from: 0.4, width: 0.6 },
  ]);
});

test("a try that runs is as long as it has lasted", () => {
  const [row] = stageRows(attempt([stage("Reading", 0, 5)], null), Date.parse(at(20)));
  expect(row).toMatchObject({ from: 0, width: 0.25 });
});

test.each([
  ["by bytes", { bytes: 94_000_000, rows: 5 }, "47.0 MB/s"],
  ["by rows", { rows: 3_000, unit: "rows" }, "1,500 rows/s"],
  ["by what it counts", { done: 4, unit: "shards" }, "2 shards/s"],
  ["not at all when it counted nothing", {}, ""],
])("a rate is told %s", (_, counted, rate) => {
  expect(stageRows(attempt([stage("Any", 0, 2, counted)]), 0)).toMatchObject([{ rate }]);
});

test("a phase that took no time has no rate, and one outside of the try no place", () => {
  expect(stageRows(attempt([stage("Instant", 3, 3, { bytes: 7 })]), 0)).toMatchObject([{ rate: "", width: 0 }]);
  expect(stageRows(attempt([stage("Before", -5, -1)]), 0)).toMatchObject([{ from: 0, width: 0 }]);
});

test("how a try ended is told in words", () => {
  expect(exitWords(attempt([], null))).toBe("Running");
  expect(exitWords({ ...attempt([]), exit: "lost" })).toMatch(/worker/);
});
