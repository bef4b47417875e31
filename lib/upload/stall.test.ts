import { expect, test } from "vitest";
import { watchForStall } from "./stall.ts";
import { manualClock } from "./time-under-test.ts";

function watched() {
  const [clock, run, line] = [manualClock(), new AbortController(), { movedAt: 0 }];
  return { clock, run, line, watch: watchForStall(clock, run.signal, line) };
}

test("a part that moves now and then is left alone, for hours", async () => {
  const { clock, watch } = watched();
  for (let minute = 0; minute < 120; minute++) {
    await clock.advance(55_000);
    watch.moved();
  }
  expect(watch.signal.aborted).toBe(false);
});

test("a part that moved and then stands still for a minute is ended", async () => {
  const { clock, watch } = watched();
  await clock.advance(30_000);
  watch.moved();
  await clock.advance(55_000);
  expect(watch.isStalled).toBe(false);
  await clock.advance(15_000);
  expect(watch).toMatchObject({ isStalled: true, signal: { aborted: true } });
});

test("a part that waits for a free connection is left alone while others move, but not for ever", async () => {
  const { clock, watch, line } = watched();
  for (let step = 0; step < 59; step++) {
    await clock.advance(10_000);
    line.movedAt = clock.now();
  }
  expect(watch.isStalled).toBe(false);
  await clock.advance(20_000);
  expect(watch.isStalled).toBe(true);
});

test("a part whose run ends ends with it, and is not called stalled", async () => {
  const { clock, watch, run } = watched();
  run.abort(new Error("paused"));
  await clock.advance(1_000_000);
  expect(watch.signal.reason).toEqual(new Error("paused"));
  watch.end();
});

test("what has ended is watched no more", async () => {
  const { clock, watch } = watched();
  watch.end();
  await clock.advance(1_000_000);
  expect(watch.signal.aborted).toBe(false);
});
