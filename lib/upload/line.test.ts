import { expect, test } from "vitest";
import { Line } from "./line.ts";
import { PutFailed, storeUnreachable } from "./put-part.ts";
import { manualClock } from "./time-under-test.ts";

const pauseMs = (tries: number) => tries * 1_000;

function lineWith(connection?: ConstructorParameters<typeof Line>[1]) {
  const clock = manualClock();
  const downs: boolean[] = [];
  const line = new Line(clock, connection, (isDown) => downs.push(isDown));
  return { clock, line, downs };
}

function failing(times: number, error: Error) {
  const seen = { tries: 0 };
  const work = async () => {
    if (++seen.tries <= times) throw error;
    return "through";
  };
  return { seen, work };
}

test.each([0, 408, 429, 500, 503])("a failure of status %i is tried again until it passes", async (status) => {
  const { line, clock } = lineWith();
  const { work, seen } = failing(20, new PutFailed(status, "no"));
  const done = line.persist(work, { pauseMs: () => 1_000, patienceMs: 60_000 });
  await clock.advance(30_000);
  await expect(done).resolves.toBe("through");
  expect(seen.tries).toBe(21);
});

test.each([400, 403, 404, 422])("a failure of status %i is final", async (status) => {
  const { line } = lineWith();
  const { work, seen } = failing(1, new PutFailed(status, "no"));
  await expect(line.persist(work, { pauseMs, patienceMs: 60_000 })).rejects.toThrow("no");
  expect(seen.tries).toBe(1);
});

test("patience ends", async () => {
  const { line, clock } = lineWith();
  const { work } = failing(1_000, new PutFailed(503, "no"));
  const done = expect(line.persist(work, { pauseMs: () => 1_000, patienceMs: 60_000 })).rejects.toThrow("no");
  await clock.advance(62_000);
  await done;
});

test("three times unreachable is down, the first answer of any kind is up", async () => {
  const { line, clock, downs } = lineWith();
  const { work } = failing(4, storeUnreachable());
  const done = line.persist(work, { pauseMs: () => 1_000, patienceMs: 60_000 });
  await clock.advance(1_500);
  expect(line.isDown).toBe(false);
  await clock.advance(1_000);
  expect(line.isDown).toBe(true);
  await clock.advance(5_000);
  await done;
  expect(downs).toEqual([true, false]);
});

test("who waits for a line that is down goes on as soon as another gets through", async () => {
  const { line, clock } = lineWith();
  let isBroken = true;
  const work = async () => {
    if (isBroken) throw storeUnreachable();
    return clock.now();
  };
  const patient = line.persist(work, { pauseMs: (tries) => (tries < 3 ? 10 : 15_000), patienceMs: 600_000 });
  const eager = line.persist(work, { pauseMs: () => 500, patienceMs: 600_000 });
  await clock.advance(2_100);
  isBroken = false;
  await clock.advance(1_000);
  expect(await eager).toBe(2_500);
  expect(await patient).toBe(2_500);
});

test("without a connection nothing is tried, and no patience is lost", async () => {
  let isOnline = false;
  const online = Promise.withResolvers<void>();
  const { line, clock, downs } = lineWith({ isOnline: () => isOnline, whenOnline: () => online.promise });
  const { work, seen } = failing(1, storeUnreachable());
  const done = line.persist(work, { pauseMs: () => 1_000, patienceMs: 5_000 });
  await clock.advance(3_600_000);
  expect(seen.tries).toBe(0);
  expect(downs).toEqual([true]);
  isOnline = true;
  online.resolve();
  await clock.advance(2_000);
  await expect(done).resolves.toBe("through");
});

test("what is aborted waits no more", async () => {
  const { line, clock } = lineWith();
  const { work } = failing(9, storeUnreachable());
  const controller = new AbortController();
  const options = { pauseMs: () => 3_600_000, patienceMs: 3_600_000, signal: controller.signal };
  const done = expect(line.persist(work, options)).rejects.toThrow("cancelled");
  await clock.advance(1_000);
  controller.abort(new Error("cancelled"));
  await done;
});

test("it begins with six at once, halves once for each wave of congestion and not below two, and rises to twelve", async () => {
  const { line, clock } = lineWith();
  expect(line.limit).toBe(6);
  await clock.advance(1_000);
  for (let lane = 0; lane < 6; lane++) line.noteCongestion(500);
  expect(line.limit).toBe(3);
  await clock.advance(1_000);
  line.noteCongestion(1_500);
  expect(line.limit).toBe(2);
  for (let arrivals = 0; arrivals < 4; arrivals++) line.noteArrival();
  expect(line.limit).toBe(3);
  for (let arrivals = 0; arrivals < 1_000; arrivals++) line.noteArrival();
  expect(line.limit).toBe(12);
});
