import { type ChildProcess, spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { newestManifest, readRows } from "#lib/convert/dataset-under-test.ts";
import { openRejects } from "#lib/convert/rejects.ts";
import { db } from "#lib/platform/db.ts";
import { scratchRoot } from "#lib/platform/env.ts";
import { FAULT_POINTS } from "#lib/platform/faults.ts";
import { sweepAttempts } from "#lib/platform/jobs/sweep.ts";
import { localUser, type User } from "#lib/platform/session.ts";
import { confirmRecipe, getInspectionView } from "#lib/schema/schema.ts";
import { PRESETS } from "#lib/strategy/presets.ts";
import { getRun, startRun } from "#lib/strategy/strategy.ts";
import { arrivedFile, emptyDataset, withUploadServices } from "#lib/upload/uploads-under-test.ts";

const LEASE_MS = 2_000;
const PATIENCE_MS = 60_000;

withUploadServices();

let owner: User;
let undisturbed: unknown;
const workers = new Set<ChildProcess>();

beforeAll(async () => {
  owner = await localUser();
  startWorker();
  undisturbed = await pipeline();
  await stopWorkers();
}, 120_000);
afterEach(stopWorkers);

describe("a worker killed at any point costs time and nothing else", () => {
  test.each(FAULT_POINTS.map((point) => [point]))(
    "%s",
    async (point) => {
      const doomed = startWorker(`${point}:kill`);
      const died = new Promise((resolve) => doomed.once("exit", (_, signal) => resolve(signal)));
      doomed.once("exit", () => startWorker());
      expect(await pipeline()).toEqual(undisturbed);
      expect(await died).toBe("SIGKILL");
      await nothingIsLeft();
    },
    120_000,
  );
});

test("a worker that is frozen and wakes up later can publish nothing, and nothing is published twice", async () => {
  const frozen = startWorker("convert:uploaded:stop");
  const second = sleep(LEASE_MS + 500).then(() => startWorker());
  const outcome = pipeline();
  await second;
  await sleep(3 * LEASE_MS);
  frozen.kill("SIGCONT");
  expect(await outcome).toEqual(undisturbed);
  await nothingIsLeft();
}, 120_000);

test("two workers share the work and publish each thing once", async () => {
  startWorker();
  startWorker();
  expect(await pipeline()).toEqual(undisturbed);
  await nothingIsLeft();
}, 120_000);

test("a job that kills every worker is given up after three tries, with a sentence; the other files go on", async () => {
  const keep = () => startWorker("convert:downloaded:kill").once("exit", () => workers.size < 8 && keep());
  keep();
  const datasetId = await emptyDataset(owner);
  const file = await arrivedFile(owner, datasetId, "poison.csv", FILES["jan.csv"]);
  await until(async () => (await db().sourceFile.findUniqueOrThrow({ where: { id: file.id } })).state === "inspected");
  await confirmRecipe(owner, datasetId, (await getInspectionView(owner, datasetId)).recipe);
  await until(async () => (await db().sourceFile.findUniqueOrThrow({ where: { id: file.id } })).state === "failed");
  const { failure } = await db().sourceFile.findUniqueOrThrow({ where: { id: file.id } });
  expect(failure).toMatch(/Tried 3 times/);
}, 120_000);

const FILES = {
  "jan.csv": drawer(["AAA", "CCC"], "0.5"),
  "feb.csv": `${drawer(["AAB", "CCC"].slice(0, 1), "0.7")}2001-99-99,AAB,Tech,1\n`,
  "mar.csv": drawer(["BBB"], "0.2", "2003-01-01"),
  "late.csv": drawer(["AAA"], "0.4", "2004-01-01"),
};

/** Upload, inspect, confirm, convert, cluster, run: resolves to everything that was published, without ids. */
async function pipeline(): Promise<unknown> {
  const datasetId = await emptyDataset(owner);
  for (const [path, content] of Object.entries(FILES)) await arrivedFile(owner, datasetId, path, content);
  await until(async () => (await db().sourceFile.count({ where: { datasetId, state: "inspected" } })) === 4);
  await confirmRecipe(owner, datasetId, (await getInspectionView(owner, datasetId)).recipe);
  await until(async () => (await db().datasetVersion.count({ where: { datasetId } })) > 0);
  const run = await startRun(owner, datasetId, { strategy: "moving-average", preset: "causal", set: PRESETS.causal });
  await until(async () => (await getRun(owner, run.id)).status === "succeeded");
  const manifest = await newestManifest(datasetId);
  const { accounting, totals, metrics, period } = (await getRun(owner, run.id)).outcome ?? {};
  const without = <Row extends { runId: number }>(rows: Row[]) => rows.map((row) => ({ ...row, runId: 0 }));
  expect(await db().datasetVersion.count({ where: { datasetId } })).toBe(1);
  return {
    rows: await readRows(manifest.shards.map(({ key }) => key)),
    rejects: await new Response((await openRejects(owner, datasetId)).body).text(),
    outcome: { accounting, totals, metrics, period },
    trades: without(
      await db().trade.findMany({ where: { runId: run.id }, orderBy: [{ ticker: "asc" }, { purchaseDate: "asc" }] }),
    ),
    months: without(
      await db().sectorMonth.findMany({ where: { runId: run.id }, orderBy: [{ sector: "asc" }, { month: "asc" }] }),
    ),
    tickers: without(await db().tickerTotal.findMany({ where: { runId: run.id }, orderBy: { ticker: "asc" } })),
  };
}

/** Once every job has ended, the janitor leaves no scratch folder, object or table that no published attempt owns. */
async function nothingIsLeft(): Promise<void> {
  await until(async () => (await db().job.count({ where: { state: { in: ["queued", "running"] } } })) === 0);
  await stopWorkers();
  await sweepAttempts({ restMs: 0, thorough: true });
  const published = new Set((await db().attempt.findMany({ where: { exit: "published" } })).map(({ id }) => id));
  expect(await readdir(scratchRoot()).catch(() => [])).toEqual([]);
  expect((await listLake()).filter((key) => !published.has(key.split("/")[1] ?? ""))).toEqual([]);
  const loose = await db().$queryRaw`
    SELECT relname FROM pg_class WHERE relkind = 'r' AND NOT relispartition AND relname ~ '_[0-9a-f]{32}$'`;
  expect(loose).toEqual([]);
}

async function listLake(): Promise<string[]> {
  const { S3_ENDPOINT, S3_BUCKET, AWS_REGION } = process.env;
  const s3 = new S3Client({ endpoint: S3_ENDPOINT, region: AWS_REGION, forcePathStyle: true });
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: S3_BUCKET, Prefix: "lake/" }));
  return Contents.map(({ Key }) => Key ?? "");
}

function startWorker(fault?: string): ChildProcess {
  const worker = spawn(process.execPath, [join(import.meta.dirname, "main.ts")], {
    env: { ...process.env, PARQUETRY_LEASE_MS: String(LEASE_MS), FAULTS: fault ? "1" : "0", PARQUETRY_FAULT: fault },
    stdio: ["ignore", "ignore", process.env.LOG_LEVEL === "debug" ? "inherit" : "ignore"],
  });
  workers.add(worker);
  return worker;
}

async function stopWorkers(): Promise<void> {
  for (const worker of workers) {
    worker.removeAllListeners("exit");
    if (worker.exitCode === null && worker.signalCode === null) {
      const gone = new Promise((resolve) => worker.once("exit", resolve));
      worker.kill("SIGKILL");
      await gone;
    }
  }
  workers.clear();
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (Date.now() > deadline)
      throw new Error(
        `Waited too long. Jobs: ${JSON.stringify(await db().job.findMany({ select: { kind: true, state: true, failure: true } }))}`,
      );
    await sleep(200);
  }
}

/** A falling and rising price per ticker over four years of weekdays. */
function drawer(tickers: string[], wave: string, from = "2001-01-01"): string {
  const lines = tickers.flatMap((ticker, at) =>
    Array.from({ length: 300 }, (_, day) => {
      const date = new Date(Date.parse(from) + day * 3 * 86_400_000).toISOString().slice(0, 10);
      const price = 10 + at + 5 * Math.sin((day * Number(wave)) / 3);
      return `${date},${ticker},${at % 2 ? "Energy" : "Tech"},${price.toFixed(4)}`;
    }),
  );
  return `date,ticker,sector,price\n${lines.join("\n")}\n`;
}
