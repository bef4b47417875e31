import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { withServices } from "#embedded/test-services/test-services.ts";
import { db } from "../db.ts";
import { AppError } from "../errors.ts";
import type { Attempt } from "./attempt.ts";
import { cancelJob, getJob, retryJob } from "./control.ts";
import { aDataset, anyone, fileJob, handler, jobOf, publishes, until } from "./jobs-under-test.ts";
import { closeSender, installQueue } from "./queue.ts";
import { type JobHandler, runJob, WORKER_STOPS } from "./run-job.ts";

withServices();
beforeAll(installQueue);
afterAll(closeSender);
beforeEach(async () => {
  await db().job.deleteMany();
});

/** A second is the promise; a busy machine may take longer to look. */
const SOON_MS = 10_000;
const never = new AbortController().signal;
const run = (jobId: string, does: JobHandler, stop = never) => runJob("file.convert", jobId, does, stop);

async function aJob() {
  const owner = await anyone();
  return { owner, jobId: await fileJob(owner, await aDataset(owner), "file.convert") };
}

/** Runs a job's work until it has begun; resolves to what ends it. */
async function begin(jobId: string, work: JobHandler["work"], stop = never) {
  const { promise: begun, resolve } = Promise.withResolvers<Attempt>();
  const ended = run(
    jobId,
    handler(async (attempt) => {
      resolve(attempt);
      await work(attempt);
    }),
    stop,
  );
  return { attempt: await begun, ended };
}

const heeding = ({ signal }: Attempt) => sleep(60_000, undefined, { signal });

describe("a job ends by itself", () => {
  test("published, with what each phase did", async () => {
    const { owner, jobId } = await aJob();
    const work = handler(async (attempt) => {
      attempt.report({ phase: "Reading", done: 5, total: 10, unit: "bytes" });
      attempt.tally({ rows: 2 });
      attempt.notePeak(4_096);
      attempt.report({ phase: "Storing", done: 10, total: 10, unit: "bytes" });
      await attempt.publish(async () => {});
    });
    await run(jobId, work);
    const job = await getJob(owner, jobId);
    expect(job).toMatchObject({ state: "succeeded", attempts: 1, peakBytes: 4_096 });
    const stages = [
      { phase: "Reading", bytes: 5, rows: 2, peakBytes: 4_096 },
      { phase: "Storing", bytes: 10 },
    ];
    expect(job.tries).toMatchObject([{ exit: "published", failure: null, stages }]);
  });

  test("failed with its sentence when trying again would not help", async () => {
    const { owner, jobId } = await aJob();
    const said: string[] = [];
    const work = async () => {
      throw new AppError("unreadable_csv", "This is a picture.", { cause: "PNG" });
    };
    await run(jobId, { work, failed: async (_tx, _subject, sentence) => void said.push(sentence) });
    const job = await getJob(owner, jobId);
    expect(job).toMatchObject({ state: "failed", failureKind: "unreadable_csv", failure: "This is a picture." });
    expect(job.tries).toMatchObject([{ exit: "failed", failureKind: "unreadable_csv" }]);
    expect(said).toEqual(["This is a picture."]);
  });

  test("parked after three tries that nobody foresaw, each after a wait", async () => {
    const { owner, jobId } = await aJob();
    const work = handler(async () => {
      throw new TypeError("secret is not a function");
    });
    for (const state of ["queued", "queued", "failed"]) {
      await run(jobId, work);
      expect(await getJob(owner, jobId)).toMatchObject({ state });
    }
    const { failure, tries } = await getJob(owner, jobId);
    expect(failure).toMatch(/unforeseen/);
    expect(JSON.stringify({ failure, tries })).not.toContain("secret");
  });

  test("after any number of tries once the trouble has passed, saying meanwhile what it waits for", async () => {
    const { owner, jobId } = await aJob();
    const away = handler(async () => {
      throw new AppError("storage_unavailable", "The object store does not answer.");
    });
    for (let tried = 0; tried < 5; tried++) {
      await run(jobId, away);
      const { state, failure, retryAt } = await getJob(owner, jobId);
      expect([state, failure]).toEqual(["queued", "The object store does not answer."]);
      expect(Date.parse(retryAt ?? "")).toBeGreaterThan(Date.now());
    }
    await run(jobId, publishes);
    expect(await getJob(owner, jobId)).toMatchObject({ state: "succeeded", failure: null, attempts: 6 });
  });

  test.each([
    ["a full disk", Object.assign(new Error("write"), { code: "ENOSPC" }), "scratch_full"],
    ["a database that went away", Object.assign(new Error("x"), { code: "57P01" }), "database_unavailable"],
    ["a connection that broke", new Error("Connection terminated unexpectedly"), "database_unavailable"],
  ])("%s is told for what it is, wherever it was met", async (_, error, failureKind) => {
    const { owner, jobId } = await aJob();
    await run(
      jobId,
      handler(() => Promise.reject(error)),
    );
    expect(await getJob(owner, jobId)).toMatchObject({ state: "queued", failureKind });
  });
});

test("a job that needs more room than there is does not begin, and says what it waits for", async () => {
  const { owner, jobId } = await aJob();
  let hasBegun = false;
  const work = handler(async () => {
    hasBegun = true;
  });
  await run(jobId, { ...work, scratchBytes: (weight) => weight * 1e15 });
  const { state, failureKind, failure } = await getJob(owner, jobId);
  expect([hasBegun, state, failureKind]).toEqual([false, "queued", "scratch_full"]);
  expect(failure).toMatch(/^This needs about .* for temporary files, and .* are free\./);
  await run(jobId, { ...publishes, scratchBytes: (weight) => weight });
  expect(await getJob(owner, jobId)).toMatchObject({ state: "succeeded" });
});

describe("a job that is cancelled", () => {
  test.each([
    ["heeds it", heeding],
    ["does not heed it", () => sleep(4_000)],
  ])("has ended at once when its work %s", async (_, work) => {
    const { owner, jobId } = await aJob();
    const { attempt, ended } = await begin(jobId, work);
    await cancelJob(owner, jobId);
    await until(async () => (await jobOf(jobId)).state === "cancelled", SOON_MS);
    await expect(attempt.publish(async () => {})).rejects.toMatchObject({ kind: "stale_attempt" });
    await ended;
    expect(existsSync(attempt.scratch)).toBe(false);
    expect(await getJob(owner, jobId)).toMatchObject({ failure: null, tries: [{ exit: "cancelled" }] });
  });

  test("is not tried again, until somebody asks for that", async () => {
    const { owner, jobId } = await aJob();
    const { ended } = await begin(jobId, heeding);
    await cancelJob(owner, jobId);
    await ended;
    await run(jobId, publishes);
    expect(await jobOf(jobId)).toMatchObject({ state: "cancelled" });
    expect(await retryJob(owner, jobId)).toMatchObject({ state: "queued", attempts: 0 });
    await run(jobId, publishes);
    const job = await getJob(owner, jobId);
    expect(job).toMatchObject({ state: "succeeded", attempts: 1 });
    expect(job.tries.map(({ exit }) => exit)).toEqual(["published", "cancelled"]);
  });
});

test("only a job that failed or was cancelled can be tried again, and only by its owner", async () => {
  const { owner, jobId } = await aJob();
  await expect(retryJob(owner, jobId)).rejects.toMatchObject({ kind: "conflict" });
  await expect(retryJob(await anyone(), jobId)).rejects.toMatchObject({ kind: "not_found" });
});

test("a worker that stops hands its job back: no try is counted, and what it made is swept later", async () => {
  const { owner, jobId } = await aJob();
  const stop = new AbortController();
  const { ended } = await begin(jobId, heeding, stop.signal);
  stop.abort(WORKER_STOPS);
  await ended;
  expect(await getJob(owner, jobId)).toMatchObject({
    state: "queued",
    failure: null,
    tries: [{ exit: "handed_back" }],
  });
  await run(jobId, publishes);
  expect(await jobOf(jobId)).toMatchObject({ state: "succeeded" });
});

test("when only the answer to the commit is lost, the attempt stays published", async () => {
  const { owner, jobId } = await aJob();
  const work = handler(async (attempt) => {
    await attempt.publish(async () => {});
    throw new Error("Connection terminated unexpectedly");
  });
  await run(jobId, work);
  expect(await getJob(owner, jobId)).toMatchObject({
    state: "succeeded",
    tries: [{ exit: "published", failure: null }],
  });
});

test("publishing waits for a lock that another holds for a moment", async () => {
  const { owner, jobId } = await aJob();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const { promise: locked, resolve: hasLock } = Promise.withResolvers<void>();
  const holder = db().$transaction(
    async (tx) => {
      await tx.$executeRaw`LOCK TABLE worker IN ACCESS EXCLUSIVE MODE`;
      hasLock();
      await released;
    },
    { timeout: 20_000 },
  );
  await locked;
  const publishing = run(
    jobId,
    handler((attempt) => attempt.publish(async (tx) => void (await tx.worker.count()))),
  );
  await sleep(2_500);
  release();
  await Promise.all([holder, publishing]);
  expect(await getJob(owner, jobId)).toMatchObject({ state: "succeeded", attempts: 1 });
});

test("what an attempt leaves in its scratch folder goes with it", async () => {
  const { jobId } = await aJob();
  let scratch = "";
  const work = handler(async (attempt) => {
    scratch = attempt.scratch;
    writeFileSync(join(scratch, "part"), "half");
    throw new AppError("engine_failed", "No.");
  });
  await run(jobId, work);
  expect([scratch.length > 0, existsSync(scratch)]).toEqual([true, false]);
});
