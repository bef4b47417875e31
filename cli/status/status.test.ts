import { expect, test } from "vitest";
import type { JobView, WorkerView } from "#lib/platform/wire.ts";
import { type Status, statusText } from "./status.ts";

const NOTHING: Status = { datasets: [], runs: [], jobs: [], workers: [] };

const job = (given: Partial<JobView>): JobView => ({
  ...{
    id: crypto.randomUUID(),
    kind: "file.convert",
    subject: "s",
    about: { name: "a.csv", datasetId: crypto.randomUUID() },
  },
  ...{ state: "running", phase: "Converting", done: 1_000, total: 4_000, unit: "bytes", reads: 4_000 },
  ...{
    failure: null,
    failureKind: null,
    retryAt: null,
    cancelAsked: false,
    attempts: 1,
    worker: null,
    peakBytes: null,
  },
  ...{ createdAt: new Date().toISOString(), startedAt: null, endedAt: null },
  ...given,
});

const worker = (given: Partial<WorkerView>): Status["workers"][number] => ({
  ...{ name: "host:7", startedAt: "2026-01-01T00:00:00.000Z", seenAt: "2026-01-01T00:00:00.000Z", state: "working" },
  ...{ slots: 4, residentBytes: 2e8, engineBytes: 3e8, freeBytes: 1e9, running: [], jobs: 2 },
  ...given,
});

test("nothing yet is said for each", () => {
  expect(statusText(NOTHING)).toBe("Datasets: none\n\nRuns: none\n\nJobs: none\n\nWorkers: none");
});

test("a worker tells its state, its jobs and its memory", () => {
  const text = statusText({ ...NOTHING, workers: [worker({ state: "stopping" })] });
  expect(text).toMatch(/host:7 +stopping .* 2 +200 MB +300 MB/);
});

test("jobs that are done are left out; one that waits for trouble says for what", () => {
  const jobs = [
    job({ state: "succeeded" }),
    job({}),
    job({ state: "queued", failure: "The object store does not answer." }),
  ];
  const text = statusText({ ...NOTHING, jobs });
  expect(text).toContain("Jobs (2)");
  expect(text).toContain("Converting · 1 kB of 4 kB");
  expect(text).toContain("The object store does not answer.");
});
