import { existsSync, readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { ListMultipartUploadsCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { expect } from "vitest";
import { newestManifest, readRows } from "#lib/convert/dataset-under-test.ts";
import { openRejects } from "#lib/convert/rejects.ts";
import { db } from "#lib/platform/db.ts";
import { isDatabaseAway } from "#lib/platform/db-failure.ts";
import { sweepAttempts } from "#lib/platform/jobs/sweep.ts";
import type { User } from "#lib/platform/session.ts";
import { confirmRecipe, getInspectionView } from "#lib/schema/schema.ts";
import { PRESETS } from "#lib/strategy/presets.ts";
import { getRun, startRun } from "#lib/strategy/strategy.ts";
import { arrivedFile, emptyDataset } from "#lib/upload/uploads-under-test.ts";
import { allMachines, betrayed, killAll, outcries } from "./machines-under-test.ts";

const PATIENCE_MS = 90_000;
const LOOK_MS = 60;

const BAD_CELL = "2001-99-99";

/** Small files that overlap, one of them with rejects, one that comes alone at the end of time. */
const FILES = {
  "jan.csv": prices(["AAA", "CCC"], 0.5),
  "feb.csv": `${prices(["AAB"], 0.7)}${BAD_CELL},AAB,Tech,1\n`,
  "mar.csv": prices(["BBB"], 0.2, "2003-01-01"),
  "late.csv": prices(["AAA"], 0.4, "2004-01-01"),
};

/** Everything that a dataset and a run show, without ids: what a disturbed pipeline has to come to as well. */
export type Outcome = Awaited<ReturnType<typeof readOutcome>>;

/** Upload, inspect, confirm, convert, cluster, run. Nothing may ever be shown half done. */
export const pipeline = async (owner: User): Promise<Outcome> => pipelineFrom(owner, await arrived(owner));

/** The same for files that have arrived. The outcome is read, from the store too, when `whenCalm` allows it. */
export async function pipelineFrom(
  owner: User,
  datasetId: string,
  whenCalm: Turns = (work) => work(),
): Promise<Outcome> {
  const request = { strategy: "moving-average" as const, preset: "causal" as const, set: PRESETS.causal };
  await inspected(datasetId);
  await calmly(() => confirm(owner, datasetId));
  await until(async () => (await db().datasetVersion.count({ where: { datasetId } })) > 0);
  const run = await calmly(() => startRun(owner, datasetId, request));
  await until(async () => isWhole(run.id, (await getRun(owner, run.id)).status));
  return whenCalm(() => readOutcome(owner, datasetId, run.id));
}

/** Does one thing at a time, in the order in which they were asked for. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

export function turns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };
}

/** Files that nobody has looked at yet. */
export async function arrived(owner: User, files: Record<string, string> = FILES): Promise<string> {
  const datasetId = await emptyDataset(owner);
  for (const [path, content] of Object.entries(files)) await arrivedFile(owner, datasetId, path, content);
  return datasetId;
}

export const inspected = (datasetId: string): Promise<void> =>
  until(async () => (await db().sourceFile.count({ where: { datasetId, state: "uploaded" } })) === 0);

export async function confirm(owner: User, datasetId: string): Promise<void> {
  await confirmRecipe(owner, datasetId, (await getInspectionView(owner, datasetId)).recipe);
}

/** A run has all of its rows or none, whenever somebody looks. */
async function isWhole(runId: number, status: string): Promise<boolean> {
  const before = await expectedTrades(runId);
  const [seen] = await db().$queryRaw<{ trades: number; months: number; tickers: number }[]>`
    SELECT (SELECT count(*) FROM trade WHERE run_id = ${runId})::int AS trades,
      (SELECT count(*) FROM sector_month WHERE run_id = ${runId})::int AS months,
      (SELECT count(*) FROM ticker_total WHERE run_id = ${runId})::int AS tickers`;
  const after = await expectedTrades(runId);
  // In between it may have been published: then either is right.
  if (before === after) {
    expect(seen?.trades).toBe(after ?? 0);
    expect([seen?.months, seen?.tickers].map(Boolean)).toEqual([after !== null, after !== null]);
  }
  expect(status === "failed" || status === "cancelled", `the run is ${status}`).toBe(false);
  return status === "succeeded";
}

async function expectedTrades(runId: number): Promise<number | null> {
  const [run] = await db().$queryRaw<{ trades: number | null }[]>`
    SELECT (outcome -> 'totals' ->> 'trades')::int AS trades FROM run WHERE id = ${runId}`;
  return run?.trades ?? null;
}

async function readOutcome(owner: User, datasetId: string, runId: number) {
  const manifest = await newestManifest(datasetId);
  const { accounting, totals, metrics, period } = (await getRun(owner, runId)).outcome ?? {};
  const without = <Row extends { runId: number }>(rows: Row[]) => rows.map((row) => ({ ...row, runId: 0 }));
  const where = { runId };
  const failed = { where: { datasetId, state: "failed" as const }, select: { path: true, failure: true } };
  expect(await db().sourceFile.findMany(failed)).toEqual([]);
  expect(await db().datasetVersion.count({ where: { datasetId } })).toBe(1);
  return {
    rows: await readRows(manifest.shards.map(({ key }) => key)),
    rejects: await new Response((await openRejects(owner, datasetId)).body).text(),
    outcome: { accounting, totals, metrics, period },
    trades: without(await db().trade.findMany({ where, orderBy: [{ ticker: "asc" }, { purchaseDate: "asc" }] })),
    months: without(await db().sectorMonth.findMany({ where, orderBy: [{ sector: "asc" }, { month: "asc" }] })),
    tickers: without(await db().tickerTotal.findMany({ where, orderBy: { ticker: "asc" } })),
  };
}

/**
 * What holds after every fault: each job has ended by itself, each that succeeded was published by exactly one
 * attempt, nothing is left that no published attempt owns, and no worker cried out.
 */
export async function expectOrder(): Promise<void> {
  await until(async () => (await db().job.count({ where: { state: { in: ["queued", "running"] } } })) === 0);
  await killAll();
  const jobs = await db().job.findMany({ include: { attempts: true } });
  for (const { state, currentAttempt, attempts, createdAt } of jobs) {
    const published = attempts.filter(({ exit, startedAt }) => exit === "published" && startedAt >= createdAt);
    expect(published.map(({ id }) => id)).toEqual(state === "succeeded" ? [currentAttempt] : []);
  }
  await expectNothingLeft(new Set(jobs.flatMap(({ attempts }) => attempts.flatMap(publishedId))));
  expect(outcries()).toEqual([]);
  expect(betrayed([BAD_CELL])).toEqual([]);
}

const publishedId = ({ id, exit }: { id: string; exit: string | null }): string[] => (exit === "published" ? [id] : []);

/** Once the janitor has been on every machine. */
async function expectNothingLeft(published: Set<string>): Promise<void> {
  for (const { scratch } of allMachines()) await sweepAttempts({ restMs: 0, thorough: true, scratch });
  const left = allMachines().flatMap(({ scratch }) => (existsSync(scratch) ? readdirSync(scratch) : []));
  expect(left).toEqual([]);
  const { objects, uploads } = await listLake();
  expect(objects.filter((key) => !published.has(key.split("/")[1] ?? ""))).toEqual([]);
  expect(uploads).toEqual([]);
  const loose = await db().$queryRaw`
    SELECT relname FROM pg_class WHERE relkind = 'r' AND NOT relispartition AND relname ~ '_[0-9a-f]{32}$'`;
  expect(loose).toEqual([]);
  const strange = await db().$queryRaw`
    SELECT relname FROM pg_class
    WHERE relispartition AND relname ~ '^trade_[0-9a-f]{32}$' AND NOT EXISTS (
      SELECT 1 FROM run WHERE published_attempt = right(relname, 32)::uuid)`;
  expect(strange).toEqual([]);
}

async function listLake(): Promise<{ objects: string[]; uploads: string[] }> {
  const { S3_ENDPOINT, S3_BUCKET, AWS_REGION } = process.env;
  const s3 = new S3Client({ endpoint: S3_ENDPOINT, region: AWS_REGION, forcePathStyle: true });
  const where = { Bucket: S3_BUCKET, Prefix: "lake/" };
  const { Contents = [] } = await s3.send(new ListObjectsV2Command(where));
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand(where));
  s3.destroy();
  return { objects: Contents.map(({ Key }) => Key ?? ""), uploads: Uploads.map(({ Key }) => Key ?? "") };
}

export async function until(condition: () => Promise<boolean>, patienceMs = PATIENCE_MS): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await calmly(condition))) {
    if (performance.now() > deadline) throw new Error(`Waited too long.\n${await howItStands()}`);
    await sleep(LOOK_MS);
  }
}

/** Asks again when the database is away: here that is what is tested. */
async function calmly<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      await sleep(LOOK_MS);
    }
  }
}

async function howItStands(): Promise<string> {
  const open = await db().job.findMany({
    where: { state: { not: "succeeded" } },
    select: { kind: true, state: true, failure: true, attempts: { select: { exit: true, cause: true } } },
  });
  const logs = allMachines().map(({ log }) => log.slice(-3_000));
  return `${JSON.stringify(open, null, 1)}\n${logs.join("\n")}`;
}

/** A falling and rising price per ticker, every third day. */
export function prices(tickers: string[], wave: number, from = "2001-01-01", days = 300): string {
  const lines = tickers.flatMap((ticker, at) =>
    Array.from({ length: days }, (_, day) => {
      const date = new Date(Date.parse(from) + day * 3 * 86_400_000).toISOString().slice(0, 10);
      const price = 10 + at + 5 * Math.sin((day * wave) / 3);
      return `${date},${ticker},${at % 2 ? "Energy" : "Tech"},${price.toFixed(4)}`;
    }),
  );
  return `date,ticker,sector,price\n${lines.join("\n")}\n`;
}
