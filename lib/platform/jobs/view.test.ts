import { afterAll, beforeAll, expect, test } from "vitest";
import { withServices } from "#embedded/test-services/test-services.ts";
import { db } from "../db.ts";
import type { User } from "../session.ts";
import { JobList } from "../wire.ts";
import { claimJob, WORKER_NAME } from "./claim.ts";
import { cancelJob } from "./control.ts";
import { aDataset, fileJob } from "./jobs-under-test.ts";
import { JobFilter, listJobs } from "./list.ts";
import { closeSender, enqueue, installQueue } from "./queue.ts";
import { listWorkers, showWorker } from "./workers.ts";

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

test("the list can be narrowed to a state, a kind, a dataset; it tells how many there are of each state", async () => {
  const owner = await someone();
  const [one, other] = [await aDataset(owner), await aDataset(owner)];
  const looked = await fileJob(owner, one, "file.inspect");
  const converted = await fileJob(owner, one, "file.convert");
  const elsewhere = await fileJob(owner, other, "file.convert");
  await db().job.update({ where: { id: converted }, data: { state: "succeeded", endedAt: new Date() } });
  const ids = async (filter: object) => {
    const { jobs } = await listJobs(owner, JobFilter.parse(filter));
    return jobs.map(({ id }) => id);
  };
  expect(await ids({ state: "open" })).toEqual([looked, elsewhere]);
  expect(await ids({ state: "succeeded" })).toEqual([converted]);
  expect(await ids({ kind: "file.convert" })).toEqual([elsewhere, converted]);
  expect(await ids({ dataset: one })).toEqual([looked, converted]);
  expect(await ids({ dataset: other, kind: "file.inspect" })).toEqual([]);
  const { counts } = await listJobs(owner, JobFilter.parse({ dataset: one }));
  expect(counts).toEqual({ queued: 1, running: 0, succeeded: 1, failed: 0, cancelled: 0 });
});

test("of those that have ended only so many are listed, the newest", async () => {
  const owner = await someone();
  const dataset = await aDataset(owner);
  for (let minute = 0; minute < 3; minute++) {
    const id = await fileJob(owner, dataset, "file.inspect");
    await db().job.update({ where: { id }, data: { state: "succeeded", endedAt: new Date(2020, 0, 1, 0, minute) } });
  }
  const { jobs } = await listJobs(owner, JobFilter.parse({ limit: "2" }));
  expect(jobs.map(({ endedAt }) => new Date(endedAt ?? "").getMinutes())).toEqual([2, 1]);
});

test("a worker shows what it works on and since when; one that fell silent shows nothing", async () => {
  const owner = await someone();
  const dataset = await aDataset(owner);
  const jobId = await fileJob(owner, dataset, "file.convert");
  const claim = await claimJob(jobId, async () => {});
  if (!claim || claim === "given_up") throw new Error("The job was not taken.");
  await showWorker(false);
  const shown = async () => (await listWorkers(owner)).workers.find(({ name }) => name === WORKER_NAME);
  expect(await shown()).toMatchObject({
    state: "working",
    running: [{ id: jobId, kind: "file.convert", about: { datasetId: dataset }, since: claim.startedAt.toISOString() }],
  });
  expect((await listWorkers(await someone())).workers[0]).toMatchObject({ running: [] });
  await db().$executeRaw`UPDATE worker SET seen_at = now() - interval '1 minute'`;
  expect(await shown()).toMatchObject({ state: "gone", running: [] });
});
