import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { withServices } from "#embedded/test-services/test-services.ts";
import { db } from "../db.ts";
import { cancelJob } from "./control.ts";
import { aDataset, anyone, fileJob, handler, jobOf, runJobOver, until } from "./jobs-under-test.ts";
import type { JobKind } from "./kinds.ts";
import { closeSender, installQueue } from "./queue.ts";
import type { JobHandler } from "./run-job.ts";
import { type Scheduler, startScheduler } from "./scheduler.ts";

withServices();
beforeAll(installQueue);
afterAll(closeSender);
beforeEach(async () => {
  await db().job.deleteMany();
});

/** A second is the promise; a busy machine may take longer to look. */
const SOON_MS = 10_000;
const GB = 2 ** 30;
const quick: JobHandler = handler((attempt) => attempt.publish(async () => {}));
const endless: JobHandler = handler(({ signal }) => sleep(3_600_000, undefined, { signal }));
const stateOf = async (jobId: string) => (await jobOf(jobId)).state;

const withHandlers = (given: Partial<Record<JobKind, JobHandler>>): Scheduler =>
  startScheduler({
    "file.inspect": quick,
    "file.profile": quick,
    "file.convert": quick,
    "dataset.repeats": quick,
    "dataset.cluster": quick,
    "run.execute": quick,
    "sweep.execute": quick,
    ...given,
  });

test("a small run and a look at a file go past conversions that take for ever", async () => {
  const owner = await anyone();
  const dataset = await aDataset(owner);
  const heavy = [];
  for (let count = 0; count < 6; count++) heavy.push(await fileJob(owner, dataset, "file.convert", 100 * GB));
  const scheduler = withHandlers({ "file.convert": endless });
  await until(() => scheduler.running().length === 2);
  const small = [await runJobOver(owner, dataset, 1_000), await fileJob(owner, dataset, "file.inspect", 100 * GB)];
  scheduler.wake();
  for (const job of small) await until(async () => (await stateOf(job)) === "succeeded");
  expect(scheduler.running().map(({ kind }) => kind)).toEqual(["file.convert", "file.convert"]);
  await scheduler.drain(0);
  expect(await db().job.count({ where: { id: { in: heavy }, state: "queued" } })).toBe(6);
});

test("a job that waits in the queue is ended as soon as it is cancelled, though every slot is taken", async () => {
  const owner = await anyone();
  const dataset = await aDataset(owner);
  for (let count = 0; count < 4; count++) await fileJob(owner, dataset, "file.convert");
  const scheduler = withHandlers({ "file.convert": endless });
  await until(() => scheduler.running().length === 4);
  const waiting = await fileJob(owner, dataset, "file.convert");
  await cancelJob(owner, waiting);
  await until(async () => (await stateOf(waiting)) === "cancelled", SOON_MS);
  await scheduler.drain(0);
});

test("a worker that drains finishes what is nearly done, hands back the rest when asked again, and takes no more", async () => {
  const owner = await anyone();
  const dataset = await aDataset(owner);
  const nearly = await runJobOver(owner, dataset, 1_000);
  const long = await fileJob(owner, dataset, "file.convert", 100 * GB);
  const { promise: nearlyDone, resolve: finish } = Promise.withResolvers<void>();
  const soon = handler(async (attempt) => {
    await nearlyDone;
    await attempt.publish(async () => {});
  });
  const scheduler = withHandlers({ "run.execute": soon, "file.convert": endless });
  await until(() => scheduler.running().length === 2);
  const drained = scheduler.drain(60_000);
  const late = await fileJob(owner, dataset, "file.inspect");
  scheduler.wake();
  finish();
  await until(async () => (await stateOf(nearly)) === "succeeded");
  await Promise.all([drained, scheduler.drain(0)]);
  expect([await stateOf(long), await stateOf(late)]).toEqual(["queued", "queued"]);
  expect((await jobOf(long)).attempts).toMatchObject([{ exit: "handed_back" }]);
});

test("a job that fails for a moment is taken again by itself", async () => {
  const owner = await anyone();
  const job = await fileJob(owner, await aDataset(owner), "file.convert");
  let tries = 0;
  const shaky = handler(async (attempt) => {
    tries += 1;
    if (tries === 1) throw new Error("Connection terminated unexpectedly");
    await attempt.publish(async () => {});
  });
  const scheduler = withHandlers({ "file.convert": shaky });
  await until(async () => (await stateOf(job)) === "succeeded");
  expect(tries).toBe(2);
  await scheduler.drain(0);
});

test("a job whose nudge was lost is found all the same", async () => {
  const owner = await anyone();
  const scheduler = withHandlers({});
  const job = await fileJob(owner, await aDataset(owner), "file.convert");
  await until(async () => (await stateOf(job)) === "succeeded");
  await scheduler.drain(0);
});
