import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { withServices } from "#embedded/test-services/test-services.ts";
import { db } from "../db.ts";
import { claimJob } from "./claim.ts";
import {
  aDataset,
  anyone,
  fileJob,
  jobOf,
  markNothing,
  runJobOver,
  silence,
  take,
  takeAny,
} from "./jobs-under-test.ts";
import { publishAttempt } from "./publish.ts";
import { closeSender, enqueue, installQueue } from "./queue.ts";

withServices();
beforeAll(installQueue);
afterAll(closeSender);
beforeEach(async () => {
  await db().job.deleteMany();
});

const GB = 2 ** 30;
const nothing = async () => {};

describe("whose turn it is", () => {
  test("a small run and a look at a file need no slot for heavy jobs, large ones do", async () => {
    const owner = await anyone();
    const dataset = await aDataset(owner);
    await fileJob(owner, dataset, "file.convert", 400 * GB);
    const run = await runJobOver(owner, dataset, 100 * 2 ** 20);
    const look = await fileJob(owner, dataset, "file.inspect", 50 * GB);
    const small = await fileJob(owner, dataset, "file.convert", 1_000);
    const taken = [await take({ heavy: false }), await take({ heavy: false }), await take({ heavy: false })];
    expect(taken.map(({ jobId }) => jobId)).toEqual([run, look, small]);
    expect(await takeAny({ heavy: false })).toBeUndefined();
    expect(await take({ heavy: true })).toMatchObject({ kind: "file.convert", weight: 400 * GB });
  });

  test("somebody with a thousand jobs lets somebody with one go next", async () => {
    const [many, one] = [await anyone(), await anyone()];
    const theirs = await aDataset(many);
    for (let count = 0; count < 30; count++) await fileJob(many, theirs, "file.convert");
    await take();
    const job = await fileJob(one, await aDataset(one), "file.convert");
    expect(await take()).toMatchObject({ jobId: job });
    expect(await take()).toMatchObject({ ownerId: many.id });
  });

  test("the datasets of one person take turns", async () => {
    const owner = await anyone();
    const datasets = [await aDataset(owner), await aDataset(owner)];
    const [first = "", second = ""] = datasets;
    for (const dataset of [first, first, first, second, second]) await fileJob(owner, dataset, "file.convert");
    const turns: string[] = [];
    for (let turn = 0; turn < 5; turn++) turns.push((await jobOf((await take()).jobId)).datasetId ?? "");
    expect(turns).toEqual([first, second, first, second, first]);
  });

  test("what goes on in the background comes after everything else, of whomever it is, and not where there is no room for it", async () => {
    const [one, other] = [await anyone(), await anyone()];
    const background = await fileJob(one, await aDataset(one), "file.profile");
    const dataset = await aDataset(other);
    for (let count = 0; count < 2; count++) await fileJob(other, dataset, "file.convert");
    expect([(await take()).kind, (await take()).kind]).toEqual(["file.convert", "file.convert"]);
    expect(await takeAny({ background: false })).toBeUndefined();
    expect(await take()).toMatchObject({ jobId: background });
  });

  test("two workers that look at once never take the same job", async () => {
    const owner = await anyone();
    const dataset = await aDataset(owner);
    for (let count = 0; count < 12; count++) await fileJob(owner, dataset, "file.inspect");
    const taken = await Promise.all(Array.from({ length: 12 }, () => takeAny()));
    const ids = taken.flatMap((claim) => (claim && claim !== "given_up" ? [claim.jobId] : []));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("a job that waits for trouble to pass is not taken before its time", async () => {
    const owner = await anyone();
    const job = await fileJob(owner, await aDataset(owner), "file.convert");
    await db().$executeRaw`UPDATE job SET run_after = now() + interval '1 hour' WHERE id = ${job}::uuid`;
    expect(await takeAny()).toBeUndefined();
    await db().$executeRaw`UPDATE job SET run_after = now() - interval '1 second' WHERE id = ${job}::uuid`;
    expect(await take()).toMatchObject({ jobId: job });
  });
});

describe("a job whose worker has died", () => {
  test("goes to another when its lease is over, not before, and only where that is allowed", async () => {
    const owner = await anyone();
    await fileJob(owner, await aDataset(owner), "file.convert");
    const first = await take();
    expect(await takeAny()).toBeUndefined();
    await silence(first.id);
    expect(await takeAny({ takeOver: false })).toBeUndefined();
    expect(await takeAny({ running: [first.id] })).toBeUndefined();
    const second = await take();
    const { attempts } = await jobOf(first.jobId);
    expect(attempts.map(({ id, exit }) => [id, exit])).toEqual([
      [first.id, "lost"],
      [second.id, null],
    ]);
    await expect(publishAttempt(first, undefined, nothing)).rejects.toMatchObject({ kind: "stale_attempt" });
    await publishAttempt(second, undefined, nothing);
    expect(await jobOf(first.jobId)).toMatchObject({ state: "succeeded" });
  });

  test("is tried for the last time alone, so that others are not blamed with it, then parked with the reason", async () => {
    const owner = await anyone();
    await fileJob(owner, await aDataset(owner), "file.convert");
    for (const alone of [false, false, true]) {
      if (alone) expect(await takeAny({ alone: false })).toBeUndefined();
      const claim = await take();
      expect(claim.alone).toBe(alone);
      await silence(claim.id, 60);
    }
    const said: string[] = [];
    const [job] = await db().job.findMany();
    const marked = claimJob(job?.id ?? "", async (_tx, kind, _subject, sentence) => void said.push(kind, sentence));
    expect(await marked).toBe("given_up");
    expect(await jobOf(job?.id ?? "")).toMatchObject({ state: "failed", failureKind: "parked" });
    expect(said).toEqual(["file.convert", expect.stringMatching(/^Tried 3 times, and each time the worker ended/)]);
  });
});

test("a job that wants to be alone does not wait for ever for a worker that is idle", async () => {
  const owner = await anyone();
  await fileJob(owner, await aDataset(owner), "file.convert");
  for (const seconds of [60, 60]) await silence((await take()).id, seconds);
  expect(await takeAny({ alone: false })).toBeUndefined();
  await db().$executeRaw`UPDATE attempt SET heartbeat_at = now() - interval '11 minutes'`;
  expect(await take({ alone: false })).toMatchObject({ alone: true });
});

test("a job that is asked for again while it runs starts afresh, and the older attempt can publish no more", async () => {
  const owner = await anyone();
  const dataset = await aDataset(owner);
  const job = await fileJob(owner, dataset, "file.convert");
  const older = await take();
  const { subject } = await jobOf(job);
  await enqueue(db(), { kind: "file.convert", subject, ownerId: owner.id });
  const newer = await take();
  expect(newer.jobId).toBe(job);
  await expect(publishAttempt(older, undefined, nothing)).rejects.toMatchObject({ kind: "stale_attempt" });
  await publishAttempt(newer, undefined, nothing);
});

test("a job that has ended, or is at work, is not taken again, however often it is delivered", async () => {
  const owner = await anyone();
  const job = await fileJob(owner, await aDataset(owner), "file.convert");
  const claim = await claimJob(job, markNothing);
  if (!claim || claim === "given_up") throw new Error("The job was not taken.");
  expect(await claimJob(job, markNothing)).toBeUndefined();
  await publishAttempt(claim, undefined, nothing);
  expect(await claimJob(job, markNothing)).toBeUndefined();
  expect((await jobOf(job)).attempts).toHaveLength(1);
});

test("leases are told by the database's clock: a worker whose own clock is wrong neither loses nor keeps its jobs", async () => {
  const owner = await anyone();
  await fileJob(owner, await aDataset(owner), "file.convert");
  for (const hours of [-1, 1]) {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + hours * 3_600_000 });
    const claim = await take();
    vi.useRealTimers();
    expect(await takeAny()).toBeUndefined();
    expect(Math.abs(claim.startedAt.getTime() - Date.now())).toBeLessThan(60_000);
    await silence(claim.id);
  }
  expect(await takeAny()).toMatchObject({ alone: true });
});
