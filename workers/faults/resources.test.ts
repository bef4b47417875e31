import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import { localUser, type User } from "#lib/platform/session.ts";
import { withUploadServices } from "#lib/upload/uploads-under-test.ts";
import { arrived, expectOrder, type Outcome, pipeline, pipelineFrom, until } from "./drawer-under-test.ts";
import { childrenOf, killAll, startWorker } from "./machines-under-test.ts";
import { randomOf, rounds } from "./seeds-under-test.ts";
import { type SmallDisk, smallDisk } from "./small-disk-under-test.ts";

const LONG_MS = 240_000;
const DISK_MB = 160;
/** What a process that only waits for work does not have yet. */
const AT_WORK_BYTES = 600_000_000;

withUploadServices();

let home = "";
let disk: SmallDisk | undefined;
let owner: User;
let undisturbed: Outcome;
let undisturbedMs = 0;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "parquetry-faults-"));
  disk = smallDisk(home, DISK_MB);
  owner = await localUser();
  startWorker();
  await until(async () => (await db().worker.count()) > 0);
  const begun = performance.now();
  undisturbed = await pipeline(owner);
  undisturbedMs = performance.now() - begun;
  await killAll();
}, LONG_MS);
afterEach(killAll);
afterAll(async () => {
  disk?.remove();
  await rm(home, { recursive: true, force: true });
});

describe.each(rounds())("seed $seed", ({ seed }) => {
  const random = randomOf(seed);

  test(
    "a full disk for temporary files is waited for, and said",
    async ({ skip }) => {
      if (!disk) return skip("this user may not mount a disk");
      startWorker({ env: { PARQUETRY_SCRATCH_DIR: join(home, "scratch") } });
      const datasetId = await arrived(owner);
      const shortage = async () => {
        await sleep(random() * undisturbedMs * 0.6);
        disk?.fill(Math.floor(random() * 30_000));
        await sleep(1_500);
        disk?.empty();
      };
      const [outcome] = await Promise.all([pipelineFrom(owner, datasetId), shortage()]);
      expect(outcome).toEqual(undisturbed);
      await expectOrder();
    },
    LONG_MS,
  );

  test(
    "an engine that may not have the memory it needs ends alone, and its job is tried again in another",
    async ({ skip }) => {
      if (spawnSync("prlimit", ["--version"]).status !== 0) return skip("there is no prlimit here");
      const machine = startWorker({ env: { PARQUETRY_TRIES: "20" } });
      let done = false;
      const starve = async () => {
        const until = performance.now() + undisturbedMs * (0.5 + random());
        while (!done && performance.now() < until) {
          for (const pid of childrenOf(machine.worker?.pid)) starveOne(pid, random() * 5_000_000);
          await sleep(100 * random());
        }
      };
      const [outcome] = await Promise.all([pipeline(owner).finally(() => (done = true)), starve()]);
      expect(outcome).toEqual(undisturbed);
      expect(machine.worker).toBeDefined();
      await expectOrder();
    },
    LONG_MS,
  );
});

/** From now on it gets only so many bytes more. */
function starveOne(pid: number, more: number): void {
  const kilobytes = /^VmData:\s+(\d+) kB$/m.exec(readStatus(pid))?.[1];
  const data = Number(kilobytes ?? 0) * 1_024;
  if (data > AT_WORK_BYTES)
    spawnSync("prlimit", [`--pid=${pid}`, `--data=${Math.round(data + more)}`], { stdio: "ignore" });
}

function readStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return "";
  }
}
