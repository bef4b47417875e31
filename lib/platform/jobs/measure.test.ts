import { afterAll, beforeAll, expect, test } from "vitest";
import { withServices } from "#embedded/test-services/test-services.ts";
import { db } from "../db.ts";
import { aDataset, anyone, fileJob, handler, publishes, runJobOver } from "./jobs-under-test.ts";
import { tellMetrics } from "./measure.ts";
import { closeSender, installQueue } from "./queue.ts";
import { runJob } from "./run-job.ts";
import { showWorker } from "./workers.ts";

withServices();
beforeAll(installQueue);
afterAll(closeSender);

const never = new AbortController().signal;

/** Every sample by its name and labels. */
async function samples(): Promise<Map<string, number>> {
  const response = await tellMetrics();
  expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = (await response.text()).split("\n").filter((line) => line && !line.startsWith("#"));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ")))]),
  );
}

test("jobs, tries, phases, memory, the queue and the workers can be followed from outside", async () => {
  const owner = await anyone();
  const dataset = await aDataset(owner);
  const converted = await fileJob(owner, dataset, "file.convert");
  const work = handler(async (attempt) => {
    attempt.report({ phase: "Reading", done: 700, total: 700, unit: "bytes" });
    attempt.tally({ rows: 12 });
    attempt.notePeak(5_000_000);
    await attempt.publish(async () => {});
  });
  await runJob("file.convert", converted, work, never);
  const refused = handler(() => Promise.reject(new Error("Connection terminated unexpectedly")));
  await runJob("run.execute", await runJobOver(owner, dataset, 5), refused, never);
  await runJob("file.inspect", await fileJob(owner, dataset, "file.inspect"), publishes, never);
  await showWorker(false);
  const seen = await samples();
  const expected = {
    'parquetry_jobs{kind="file.convert",state="succeeded"}': 1,
    'parquetry_jobs{kind="run.execute",state="queued"}': 1,
    'parquetry_jobs_held_back{kind="run.execute"}': 1,
    'parquetry_attempts_total{kind="file.convert",exit="published"}': 1,
    'parquetry_attempts_total{kind="run.execute",exit="waits"}': 1,
    'parquetry_attempt_seconds_count{kind="file.inspect",exit="published"}': 1,
    'parquetry_job_wait_seconds_count{kind="file.inspect"}': 1,
    'parquetry_stage_bytes_total{kind="file.convert",phase="Reading"}': 700,
    'parquetry_stage_rows_total{kind="file.convert",phase="Reading"}': 12,
    'parquetry_engine_peak_bytes{kind="file.convert"}': 5_000_000,
    'parquetry_workers{state="working"}': 1,
    parquetry_database_up: 1,
  };
  expect(Object.fromEntries(Object.keys(expected).map((name) => [name, seen.get(name)]))).toEqual(expected);
  expect(seen.get('parquetry_queue_oldest_seconds{kind="run.execute"}')).toBeGreaterThanOrEqual(0);
  expect(seen.has("process_resident_memory_bytes")).toBe(true);
});

test("what is gone from the database is gone from the next answer", async () => {
  await db().job.deleteMany();
  expect([...(await samples()).keys()].filter((name) => name.startsWith("parquetry_jobs{"))).toEqual([]);
});
