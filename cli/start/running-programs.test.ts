import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writePrivate } from "./private-file.ts";
import { startOf } from "./process-identity.ts";
import { ProgramRecord } from "./running-programs.ts";

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "parquetry-record-"));
});

afterEach(() => rm(dataDir, { recursive: true, force: true }));

test("a program that an earlier start left running is ended", async () => {
  const program = await spawnIdle();
  new ProgramRecord(dataDir).add("worker", program.pid ?? 0);
  const ended = once(program, "exit");
  expect(await new ProgramRecord(dataDir).endLeftovers()).toEqual(["worker"]);
  expect(await ended).toEqual([null, "SIGTERM"]);
});

test("a stranger that has the number of an ended program is left alone", async () => {
  const stranger = await spawnIdle();
  const pid = stranger.pid ?? 0;
  writePrivate(join(dataDir, "running.json"), [{ name: "worker", pid, startedAt: "another boot 1" }]);
  expect(await new ProgramRecord(dataDir).endLeftovers()).toEqual([]);
  expect(startOf(pid)).toBeDefined();
  stranger.kill("SIGKILL");
});

async function spawnIdle() {
  const program = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true });
  await once(program, "spawn");
  return program;
}
