import { expect, test } from "vitest";
import { type Progress, recordStages } from "./stages.ts";

const START = new Date("2026-01-01T00:00:00.000Z");

function recorderAt() {
  const clock = { ms: 5_000 };
  return { clock, recorder: recordStages(START, () => clock.ms) };
}

const reading = (done: number): Progress => ({ phase: "Reading", done, total: 100, unit: "bytes" });
const sorting: Progress = { phase: "Sorting", done: 7, total: 7, unit: "rows" };

test("a phase lasts until the next is reported, and keeps how far it came", () => {
  const { clock, recorder } = recorderAt();
  recorder.report(reading(0));
  clock.ms += 400;
  recorder.report(reading(80));
  clock.ms += 100;
  recorder.report(sorting);
  clock.ms += 50;
  expect(recorder.stages()).toMatchObject([
    { phase: "Reading", startedAt: "2026-01-01T00:00:00.000Z", endedAt: "2026-01-01T00:00:00.500Z", ms: 500, done: 80 },
    { phase: "Sorting", startedAt: "2026-01-01T00:00:00.500Z", ms: 50, rows: 7, bytes: null },
  ]);
});

test("phases that take turns are each timed on their own", () => {
  const { clock, recorder } = recorderAt();
  for (const progress of [reading(1), sorting, reading(2), sorting]) {
    recorder.report(progress);
    clock.ms += 10;
  }
  expect(recorder.stages()).toMatchObject([
    { phase: "Reading", ms: 20, done: 2, endedAt: "2026-01-01T00:00:00.030Z" },
    { phase: "Sorting", ms: 20, endedAt: "2026-01-01T00:00:00.040Z" },
  ]);
});

test("bytes and rows stand beside what the progress counts, and memory with the phase that took it", () => {
  const { recorder } = recorderAt();
  recorder.report(reading(60));
  recorder.tally({ rows: 3 });
  recorder.notePeak(900);
  recorder.notePeak(500);
  recorder.report(sorting);
  recorder.tally({ bytes: 11 });
  expect(recorder.stages()).toMatchObject([
    { bytes: 60, rows: 3, peakBytes: 900 },
    { bytes: 11, rows: 7, peakBytes: null },
  ]);
});

test("an attempt that reports nothing has no stages", () => {
  const { recorder } = recorderAt();
  recorder.tally({ rows: 1 });
  expect([recorder.progress, recorder.stages()]).toEqual([undefined, []]);
});
