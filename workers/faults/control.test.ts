import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import { FAULT_POINTS } from "#lib/platform/faults.ts";
import { cancelJob } from "#lib/platform/jobs/control.ts";
import { nudge } from "#lib/platform/jobs/queue.ts";
import { localUser, type User } from "#lib/platform/session.ts";
import { PRESETS } from "#lib/strategy/presets.ts";
import { startRun } from "#lib/strategy/strategy.ts";
import { withUploadServices } from "#lib/upload/uploads-under-test.ts";
import { arrived, confirm, expectOrder, type Outcome, pipeline, prices, until } from "./drawer-under-test.ts";
import { ended, killAll, type Machine, startWorker } from "./machines-under-test.ts";
import { isLong, oneOf, randomOf, rounds } from "./seeds-under-test.ts";

const LONG_MS = 240_000;
/** A second is the promise; the machine that tests it may be busy. */
const CANCEL_MS = 5_000;
const HOUR_MS = 3_600_000;
/** Once a job publishes it is too late to cancel it: it is done in a moment. */
const CANCELLABLE = FAULT_POINTS.filter((point) => !point.startsWith("publish:"));
const CLOCK = join(import.meta.dirname, "test-shifted-clock.ts");

withUploadServices();

let owner: User;
let undisturbed: Outcome;
let undisturbedMs = 0;

beforeAll(async () => {
  owner = await localUser();
  startWorker();
  await until(async () => (await db().worker.count()) > 0);
  const begun = performance.now();
  undisturbed = await pipeline(owner);
  undisturbedMs = performance.now() - begun;
  await killAll();
}, LONG_MS);
afterEach(killAll);

describe.each(rounds())("seed $seed", ({ seed }) => {
  const random = randomOf(seed);
  const points = isLong ? CANCELLABLE : [oneOf(random, CANCELLABLE), oneOf(random, CANCELLABLE)];

  test.for(points)(
    "a job that is cancelled at %s ends at once and leaves nothing behind",
    { timeout: LONG_MS },
    async (point, { annotate }) => {
      const jobId = await driveTo(startWorker({ fault: `${point}:hold` }));
      const asked = performance.now();
      await cancelJob(owner, jobId);
      await until(async () => (await stateOf(jobId)) === "cancelled", CANCEL_MS);
      await annotate(`cancelled within ${Math.round(performance.now() - asked)} ms`);
      await expectOrder();
    },
  );

  test(
    "a worker that is told to stop hands back what it cannot finish: no try is counted, none is shown as failed",
    async () => {
      const leaving = startWorker({ env: { PARQUETRY_DRAIN_MS: String(Math.floor(random() * 500)) } });
      const status = ended(leaving);
      const deploy = async () => {
        await sleep(random() * undisturbedMs);
        leaving.worker?.kill("SIGTERM");
        startWorker();
      };
      const since = new Date();
      const [outcome] = await Promise.all([pipeline(owner), deploy()]);
      expect(outcome).toEqual(undisturbed);
      expect(await status).toBe(0);
      const attempts = await db().attempt.findMany({ where: { startedAt: { gte: since } } });
      expect(attempts.filter(({ exit }) => exit !== "published" && exit !== "handed_back")).toEqual([]);
      await expectOrder();
    },
    LONG_MS,
  );

  test(
    "workers whose clocks are hours apart, in any time zone, neither lose nor steal jobs",
    async () => {
      const zones = ["Asia/Kathmandu", "America/New_York", "UTC"];
      for (const hours of [1, -1])
        startWorker({
          env: {
            FAULT_PRELOAD: CLOCK,
            FAULT_CLOCK_MS: String(hours * HOUR_MS * (isLong ? 24 : 1)),
            TZ: oneOf(random, zones),
          },
        });
      expect(await pipeline(owner)).toEqual(undisturbed);
      await expectOrder();
    },
    LONG_MS,
  );

  test(
    "three workers that race for jobs which are all delivered again and again publish each once",
    async () => {
      for (let count = 0; count < (isLong ? 3 : 2); count++) startWorker();
      let done = false;
      const nag = async () => {
        while (!done) {
          const jobs = await db().job.findMany({ select: { id: true }, orderBy: { createdAt: "desc" }, take: 20 });
          for (const { id } of jobs) await nudge(db(), id);
          await sleep(100 * random());
        }
      };
      const [outcome] = await Promise.all([pipeline(owner).finally(() => (done = true)), nag()]);
      expect(outcome).toEqual(undisturbed);
      await expectOrder();
    },
    LONG_MS,
  );
});

test(
  "files that no reader should be given end with a sentence each; the others go on",
  async () => {
    startWorker();
    const good = prices(["AAA"], 0.5);
    const files = {
      "nul-at-once.csv": `date,ticker\n2001-01-01,\0\0\0\n`,
      "nul-later.csv": `${prices(["NUL"], 0.5, "2001-01-01", 40_000)}2001-01-04,N\0L,Tech,1\n`,
      "one-line.csv": `date,ticker,sector,price\n${"x".repeat(3 * 2 ** 20)}`,
      "open-quote.csv": `${good}2001-01-04,"AAA,Tech,1\n`,
      "empty.csv": "\n",
      "good.csv": good,
    };
    const datasetId = await arrived(owner, files);
    await until(async () => (await db().sourceFile.count({ where: { datasetId, state: "uploaded" } })) === 0);
    await confirm(owner, datasetId);
    await until(async () => (await db().datasetVersion.count({ where: { datasetId } })) > 0);
    const after = await db().sourceFile.findMany({ where: { datasetId } });
    const silent = after.filter(({ state, failure, rowsRead, rowsGood, rowsRejected }) =>
      state === "failed" ? !failure?.endsWith(".") : rowsRead !== (rowsGood ?? 0n) + (rowsRejected ?? 0n),
    );
    expect(silent).toEqual([]);
    expect(after.find(({ path }) => path === "good.csv")).toMatchObject({ state: "converted" });
    await expectOrder();
  },
  LONG_MS,
);

const stateOf = async (jobId: string) => (await db().job.findUniqueOrThrow({ where: { id: jobId } })).state;

/** As far as the pipeline comes before the worker is held; resolves to the job that is. */
async function driveTo(machine: Machine): Promise<string> {
  const held = () => /"job":"([0-9a-f-]{36})".*"msg":"held at a fault point"/.exec(machine.log)?.[1];
  const datasetId = await arrived(owner);
  const waiting = { datasetId, state: "uploaded" as const };
  await until(async () => held() !== undefined || (await db().sourceFile.count({ where: waiting })) === 0);
  if (!held()) await confirm(owner, datasetId);
  await until(async () => held() !== undefined || (await db().datasetVersion.count({ where: { datasetId } })) > 0);
  if (!held()) await startRun(owner, datasetId, { strategy: "moving-average", preset: "causal", set: PRESETS.causal });
  await until(async () => held() !== undefined);
  return held() ?? "";
}
