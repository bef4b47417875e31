import { setTimeout as sleep } from "node:timers/promises";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import { FAULT_POINTS } from "#lib/platform/faults.ts";
import { cancelJob } from "#lib/platform/jobs/control.ts";
import type { User } from "#lib/platform/session.ts";
import { PRESETS } from "#lib/strategy/presets.ts";
import { startRun } from "#lib/strategy/strategy.ts";
import { withUploadServices } from "#lib/upload/uploads-under-test.ts";
import {
  arrived,
  confirm,
  expectOrder,
  inspected,
  type Outcome,
  pipeline,
  prices,
  until,
} from "./drawer-under-test.ts";
import { ended, killAll, type Machine, startWorker } from "./machines-under-test.ts";
import { isLong, oneOf, randomOf, rounds } from "./seeds-under-test.ts";
import { rehearse } from "./world-under-test.ts";

const LONG_MS = 240_000;
/** A second is the promise; the machine that tests it may be busy. */
const CANCEL_MS = 5_000;
/** Once a job publishes it is too late to cancel it: it is done in a moment. */
const CANCELLABLE = FAULT_POINTS.filter((point) => !point.startsWith("publish:"));

withUploadServices();

let owner: User;
let undisturbed: Outcome;
let undisturbedMs = 0;

beforeAll(async () => {
  ({ owner, undisturbed, undisturbedMs } = await rehearse());
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
      await until(async () => leaving.log.includes("worker is ready"));
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
    "an object that was replaced after its upload is refused with a sentence, not converted",
    async () => {
      startWorker();
      const datasetId = await arrived(owner, { "mine.csv": prices(["AAA"], 0.5), "other.csv": prices(["BBB"], 0.5) });
      await inspected(datasetId);
      const { id, objectKey } = await db().sourceFile.findFirstOrThrow({ where: { datasetId, path: "mine.csv" } });
      const { S3_ENDPOINT, S3_BUCKET, AWS_REGION } = process.env;
      const s3 = new S3Client({ endpoint: S3_ENDPOINT, region: AWS_REGION, forcePathStyle: true });
      await s3.send(
        new PutObjectCommand({
          Bucket: S3_BUCKET,
          Key: objectKey,
          Body: prices([oneOf(random, ["EVL", "AAA"])], random()),
        }),
      );
      await confirm(owner, datasetId);
      await until(async () => (await db().datasetVersion.count({ where: { datasetId } })) === 1);
      const job = await db().job.findFirstOrThrow({ where: { kind: "file.convert", subject: id } });
      expect(job).toMatchObject({ state: "failed", failureKind: "object_changed" });
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
