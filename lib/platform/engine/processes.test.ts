import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { EnginePlan } from "./plan.ts";
import { endProcess, keepProcess, takeProcess } from "./processes.ts";

const MEMORY_MB = 512;
const MIB = 2 ** 20;
Object.assign(process.env, {
  DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none",
  S3_BUCKET: "none",
  PARQUETRY_MEMORY_MB: String(MEMORY_MB),
});

const taken: ReturnType<typeof takeProcess>[] = [];
afterEach(() => taken.splice(0).forEach(endProcess));

function take(owner?: string) {
  const child = takeProcess(MEMORY_MB, owner);
  taken.push(child);
  return child;
}

test("a process that was kept serves its owner again, and nobody else", () => {
  const child = take("ann");
  keepProcess(child, "ann", 100 * MIB);
  expect(take("bob")).not.toBe(child);
  expect(take()).not.toBe(child);
  expect(take("ann")).toBe(child);
  expect(take("ann")).not.toBe(child);
});

test("a process that has grown is ended", async () => {
  const child = take("ann");
  const ended = new Promise((resolve) => child.once("exit", (_, signal) => resolve(signal)));
  keepProcess(child, "ann", 300 * MIB);
  expect(await ended).toBe("SIGKILL");
});

test("a process that has served long is ended", () => {
  const served = new Set(
    Array.from({ length: 40 }, () => {
      const child = take("ann");
      keepProcess(child, "ann", 100 * MIB);
      return child;
    }),
  );
  expect(served.size).toBe(2);
});

test("a process whose worker is gone ends, though its statement never would", async () => {
  const child = take();
  const steps = [[{ sql: "SELECT count(*) FROM range(100000000000000)" }]];
  const spillDir = await mkdtemp(join(tmpdir(), "engine-"));
  const working = once(child, "message");
  child.send(EnginePlan.parse({ threads: 1, memoryMb: 128, paths: [], spillDir, steps }));
  expect(await working).toEqual([expect.objectContaining({ type: "progress" }), undefined]);
  const ended = once(child, "exit");
  child.disconnect();
  await ended;
  await rm(spillDir, { recursive: true });
});
