import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { runEngine } from "./engine.ts";

Object.assign(process.env, {
  DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none",
  S3_BUCKET: "none",
  PARQUETRY_LEASE_MS: "1000",
});

test.skipIf(process.platform !== "linux")(
  "an engine that hangs is ended, and its work can be tried again",
  async () => {
    const frozen: number[] = [];
    const freeze = setInterval(() => {
      for (const pid of children()) {
        process.kill(pid, "SIGSTOP");
        frozen.push(pid);
      }
    }, 20);
    const plan = { paths: [], spillDir: "/tmp", steps: [[{ sql: "SELECT 1" }]] };
    await expect(runEngine(plan).finally(() => clearInterval(freeze))).rejects.toMatchObject({
      kind: "engine_crashed",
    });
    expect(frozen.length).toBeGreaterThan(0);
    for (const pid of children()) process.kill(pid, "SIGKILL");
    await sleep(500);
    await expect(runEngine(plan)).resolves.toBeDefined();
  },
);

const children = (): number[] =>
  readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
