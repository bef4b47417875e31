import { afterAll, beforeAll, expect, test } from "vitest";
import { withServices } from "#embedded/test-services/test-services.ts";
import { db } from "../db.ts";
import type { User } from "../session.ts";
import { JobList } from "../wire.ts";
import { cancelJob } from "./control.ts";
import { listJobs } from "./list.ts";
import { closeSender, enqueue, installQueue } from "./queue.ts";

withServices();
beforeAll(installQueue);
afterAll(closeSender);

const someone = () => db().user.create({ data: { name: crypto.randomUUID() } });
const queued = (owner: User) =>
  enqueue(db(), { kind: "file.inspect", subject: crypto.randomUUID(), ownerId: owner.id });

test("open jobs come first, then what ended last; nobody sees another's", async () => {
  const [owner, other] = [await someone(), await someone()];
  const [first, second, third] = [await queued(owner), await queued(owner), await queued(owner)];
  await queued(other);
  const ended = (id: string, minute: number) =>
    db().job.update({
      where: { id },
      data: { state: "failed", failure: "No.", endedAt: new Date(2020, 0, 1, 0, minute) },
    });
  await ended(first, 1);
  await ended(second, 2);
  const { jobs } = JobList.parse(await listJobs(owner));
  expect(jobs.map(({ id }) => id)).toEqual([third, second, first]);
});

test("a job tells its attempts, its worker and the most memory any of them took", async () => {
  const owner = await someone();
  const jobId = await queued(owner);
  await db().attempt.create({ data: { jobId, worker: "first", peakBytes: 900n } });
  const { id: currentAttempt } = await db().attempt.create({ data: { jobId, worker: "second", peakBytes: 700n } });
  await db().job.update({ where: { id: jobId }, data: { state: "running", currentAttempt, done: 5n, total: 10n } });
  const { jobs } = await listJobs(owner);
  expect(jobs).toMatchObject([{ attempts: 2, worker: "second", peakBytes: 900, done: 5, total: 10 }]);
});

test("a job is about a file, a dataset or a run that people know by name; about nothing when it is gone", async () => {
  const owner = await someone();
  const dataset = await db().dataset.create({ data: { ownerId: owner.id, name: "Drawer" } });
  const file = await db().sourceFile.create({
    data: { datasetId: dataset.id, path: "drawer/a.csv", bytes: 1n, partBytes: 1, objectKey: crypto.randomUUID() },
  });
  await enqueue(db(), { kind: "file.inspect", subject: file.id, ownerId: owner.id });
  await enqueue(db(), { kind: "dataset.cluster", subject: dataset.id, ownerId: owner.id });
  await enqueue(db(), { kind: "run.execute", subject: "2147483647", ownerId: owner.id });
  const { jobs } = await listJobs(owner);
  const datasetId = dataset.id;
  expect(jobs.map(({ about }) => about)).toEqual([
    { name: "drawer/a.csv", datasetId },
    { name: "Drawer", datasetId },
    null,
  ]);
});

test("cancelling asks an open job to stop, again and again if need be", async () => {
  const owner = await someone();
  const jobId = await queued(owner);
  for (const _ of [1, 2]) expect(await cancelJob(owner, jobId)).toMatchObject({ id: jobId });
  expect(await db().job.findUnique({ where: { id: jobId } })).toMatchObject({ cancelAsked: true });
});

test("a job that has ended cannot be cancelled, one that was cancelled stays so", async () => {
  const owner = await someone();
  const jobId = await queued(owner);
  await db().job.update({ where: { id: jobId }, data: { state: "succeeded" } });
  await expect(cancelJob(owner, jobId)).rejects.toMatchObject({ kind: "conflict" });
  await db().job.update({ where: { id: jobId }, data: { state: "cancelled" } });
  expect(await cancelJob(owner, jobId)).toMatchObject({ state: "cancelled" });
});

test("another's job, or no job at all, is not there to cancel", async () => {
  const [owner, stranger] = [await someone(), await someone()];
  const jobId = await queued(owner);
  for (const id of [jobId, crypto.randomUUID(), "7"])
    await expect(cancelJob(stranger, id)).rejects.toMatchObject({ kind: "not_found" });
});
