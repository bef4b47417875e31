import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { db } from "#lib/platform/db.ts";
import { nudge } from "#lib/platform/jobs/queue.ts";
import { DATABASE_EVILS } from "./database-evils-under-test.ts";
import type { DatabaseProxy } from "./database-proxy-under-test.ts";
import { allMachines, childrenOf, kill, killAll, killQuietly } from "./machines-under-test.ts";
import type { OwnPostgres, OwnStore } from "./own-services-under-test.ts";
import { oneOf } from "./seeds-under-test.ts";
import type { SmallDisk } from "./small-disk-under-test.ts";
import type { StoreProxy, Toxic } from "./store-proxy-under-test.ts";

/** What can be done evil to. */
export interface World {
  postgres: OwnPostgres;
  store: OwnStore;
  storeProxy: StoreProxy;
  databaseProxy: DatabaseProxy;
  /** Where temporary files are, and where the store's are; undefined where none may be mounted. */
  scratchDisk: SmallDisk | undefined;
  storeDisk: SmallDisk | undefined;
}

type Random = () => number;
export type Evil = (world: World, random: Random) => Promise<void>;

/** What an idle engine process has not got yet. */
const AT_WORK_BYTES = 600_000_000;
const SHARE = 0.2;

/** Each does something to the pipeline for a while, and then lets go of it. */
export const EVILS: Record<string, Evil> = {
  "kill -9 a worker": async (_, random) => kill(oneOf(random, allMachines())),
  "kill -9 every worker": killAll,
  "kill -9 an engine": async (_, random) => {
    const pids = allMachines().flatMap(({ worker }) => childrenOf(worker?.pid));
    if (pids.length > 0) killQuietly(oneOf(random, pids));
  },
  "freeze a worker until another has its jobs": async (_, random) => {
    const { worker } = oneOf(random, allMachines());
    worker?.kill("SIGSTOP");
    await sleep(1_500 + random() * 1_500);
    worker?.kill("SIGCONT");
  },
  "tell a worker to stop": async (_, random) => {
    oneOf(random, allMachines()).worker?.kill("SIGTERM");
  },
  "deliver jobs again and again": async (_, random) => {
    for (let round = 0; round < 5; round++) {
      const jobs = await db().job.findMany({ select: { id: true }, orderBy: { createdAt: "desc" }, take: 10 });
      for (const { id } of jobs) await nudge(db(), id);
      await sleep(200 * random());
    }
  },
  "let the store fail, break off, be slow or not answer": ({ storeProxy }, random) =>
    spoil(storeProxy, 2_000, () => (random() < SHARE ? oneOf(random, troubles(random)) : undefined)),
  "damage what comes from the store": ({ storeProxy }, random) =>
    spoil(storeProxy, 1_500, ({ method, path, ranged }) => {
      // No store tells the checksum of a part of an object.
      if (method !== "GET" || ranged || !/\/(raw|lake)\//.test(path) || random() >= SHARE) return undefined;
      return oneOf<Toxic>(random, [
        { kind: "shorten", by: 1 },
        { kind: "flip", at: Math.floor(random() * 2_000) },
      ]);
    }),
  "kill the store": async ({ store }, random) => {
    await store.kill();
    await sleep(random() * 1_000);
    await store.start();
  },
  "fill the store's disk": async ({ storeDisk }, random) => {
    storeDisk?.fill(Math.floor(random() * 12_000));
    await sleep(1_000);
    storeDisk?.empty();
  },
  "fill the disk for temporary files": async ({ scratchDisk }, random) => {
    scratchDisk?.fill(Math.floor(random() * 30_000));
    await sleep(1_000);
    scratchDisk?.empty();
  },
  "starve an engine of memory": async (_, random) => {
    for (let look = 0; look < 20; look++) {
      const pids = allMachines().flatMap(({ worker }) => childrenOf(worker?.pid).filter(isAtWork));
      if (pids.length > 0) return starve(oneOf(random, pids), random() * 5_000_000);
      await sleep(50);
    }
  },
  ...DATABASE_EVILS,
};

/** Of answers of a store, all but wrong bytes. */
const troubles = (random: Random): Toxic[] => [
  { kind: "status", status: oneOf(random, [500, 503]) },
  { kind: "reset" },
  { kind: "cut", after: Math.floor(random() * 20_000) },
  { kind: "slow", bytesPerSecond: 256_000 },
  { kind: "stall", ms: random() * 500 },
  { kind: "unanswered" },
];

async function spoil(proxy: StoreProxy, ms: number, rule: StoreProxy["rule"]): Promise<void> {
  proxy.rule = rule;
  await sleep(ms);
  proxy.rule = () => undefined;
}

/** From now on an engine gets only so many bytes more. */
function starve(pid: number, more: number): void {
  spawnSync("prlimit", [`--pid=${pid}`, `--data=${Math.round(dataBytes(pid) + more)}`], { stdio: "ignore" });
}

const isAtWork = (pid: number): boolean => dataBytes(pid) > AT_WORK_BYTES;

const dataBytes = (pid: number): number => Number(/^VmData:\s+(\d+) kB$/m.exec(statusOf(pid))?.[1] ?? 0) * 1_024;

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return "";
  }
}
