import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { listWorkers } from "#lib/platform/jobs/workers.ts";
import { localUser } from "#lib/platform/session.ts";
import { withUploadServices } from "#lib/upload/uploads-under-test.ts";

withUploadServices();

const MAIN = join(import.meta.dirname, "main.ts");

/** A worker, and what it says. */
function start(env: Record<string, string> = {}) {
  const worker = spawn(process.execPath, [MAIN], {
    env: { ...process.env, LOG_LEVEL: "info", ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  worker.stderr.on("data", (chunk: Buffer) => (said += chunk));
  const hears = async (words: RegExp) => {
    while (!words.test(said)) await sleep(20);
    return words.exec(said)?.[1] ?? "";
  };
  return { worker, hears, ended: once(worker, "exit") };
}

test("a worker shows itself while it is there, tells its metrics on this machine, and ends when it is told to", async () => {
  const { worker, hears, ended } = start({ PARQUETRY_METRICS_PORT: "0" });
  const port = await hears(/"port":(\d+)/);
  await hears(/worker is ready/);
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, expect.stringMatching(/^text\/plain/)]);
  expect(await answer.text()).toContain("process_resident_memory_bytes");
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
  const owner = await localUser();
  const shown = async () => (await listWorkers(owner)).workers.find(({ name }) => name.endsWith(`:${worker.pid}`));
  while (!(await shown())) await sleep(50);
  expect(await shown()).toMatchObject({ state: "working", slots: 4, running: [] });
  expect((await shown())?.residentBytes).toBeGreaterThan(10_000_000);
  worker.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
  expect(await shown()).toMatchObject({ state: "stopping" });
});

test("a worker that begins before its database waits for it", async () => {
  const { worker, hears, ended } = start({ DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" });
  await hears(/waiting for the database/);
  expect(worker.exitCode).toBeNull();
  worker.kill("SIGTERM");
  await ended;
});
