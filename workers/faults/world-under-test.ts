import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { withServices } from "#embedded/test-services/test-services.ts";
import { closeDatabase } from "#lib/platform/db.ts";
import { closeSender, installQueue } from "#lib/platform/jobs/queue.ts";
import { localUser, type User } from "#lib/platform/session.ts";
import { startDatabaseProxy } from "./database-proxy-under-test.ts";
import { type Outcome, pipeline } from "./drawer-under-test.ts";
import type { World } from "./evils-under-test.ts";
import { killAll, placeScratch, startWorker } from "./machines-under-test.ts";
import { ownPostgres, ownStore } from "./own-services-under-test.ts";
import { smallDisk } from "./small-disk-under-test.ts";
import { startStoreProxy } from "./store-proxy-under-test.ts";

const SETUP_MS = 120_000;
/** Enough for what twenty rounds leave in the store, and for the temporary files of all workers. */
const STORE_DISK_MB = 160;
const SCRATCH_DISK_MB = 200;

/** What a test of faults starts from. */
export interface Scene {
  world: World;
  owner: User;
  /** What the pipeline comes to when nothing disturbs it, and in what time. */
  undisturbed: Outcome;
  undisturbedMs: number;
  /** For workers whose ways to Postgres and to the store can be spoiled. */
  spoiled: Record<string, string>;
}

/** A Postgres, an object store and disks of the test file's own, which it may do anything to. */
export function withWorld(maxConnections = 60): { scene: () => Scene } {
  let scene: Scene | undefined;
  let close = async () => {};
  withServices();
  beforeAll(async () => {
    const home = await mkdtemp(join(tmpdir(), "parquetry-faults-"));
    const { world, ...ways } = await openWorld(home, maxConnections);
    close = async () => {
      await killAll();
      await closeSender();
      await closeDatabase();
      await ways.close();
      await rm(home, { recursive: true, force: true });
    };
    await installQueue();
    scene = { world, spoiled: ways.spoiled, ...(await rehearse(ways.spoiled)) };
  }, SETUP_MS);
  afterAll(() => close());
  return {
    scene: () => {
      if (!scene) throw new Error("The scene is not set.");
      return scene;
    },
  };
}

/** The pipeline without any fault. */
export async function rehearse(env: Record<string, string> = {}) {
  const owner = await localUser();
  startWorker({ env });
  const begun = performance.now();
  const undisturbed = await pipeline(owner);
  const undisturbedMs = performance.now() - begun;
  await killAll();
  return { owner, undisturbed, undisturbedMs };
}

async function openWorld(home: string, maxConnections: number) {
  const scratchDisk = smallDisk(join(home, "scratch"), SCRATCH_DISK_MB);
  placeScratch(join(home, "scratch"));
  const storeDisk = smallDisk(join(home, "store"), STORE_DISK_MB);
  const postgres = await ownPostgres(home, { max_connections: String(maxConnections) });
  const store = await ownStore(join(home, "store", "objects"));
  const storeProxy = await startStoreProxy(store.url);
  const databaseProxy = await startDatabaseProxy(postgres.url);
  process.env.DATABASE_URL = postgres.url;
  const spoiled = { S3_ENDPOINT: storeProxy.url, DATABASE_URL: databaseProxy.url };
  const close = async () => {
    await storeProxy.close();
    databaseProxy.close();
    await store.kill();
    await postgres.stop();
    scratchDisk?.remove();
    storeDisk?.remove();
  };
  const world: World = { postgres, store, storeProxy, databaseProxy, scratchDisk, storeDisk };
  return { world, spoiled, close };
}
