import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withServices } from "#embedded/test-services/test-services.ts";
import { closeDatabase, db } from "#lib/platform/db.ts";
import { closeSender, installQueue } from "#lib/platform/jobs/queue.ts";
import { localUser, type User } from "#lib/platform/session.ts";
import { arrived, expectOrder, type Outcome, pipeline, pipelineFrom, until } from "./drawer-under-test.ts";
import {
  allMachines,
  childrenOf,
  keepWorking,
  kill,
  killAll,
  killQuietly,
  startWorker,
} from "./machines-under-test.ts";
import { type OwnPostgres, type OwnStore, ownPostgres, ownStore } from "./own-services-under-test.ts";
import { isLong, oneOf, randomOf, rounds } from "./seeds-under-test.ts";
import { type StoreProxy, startStoreProxy } from "./store-proxy-under-test.ts";

/** How many faults, one after another, while one pipeline follows another. */
const FAULTS = Number(process.env.FAULT_SOAK ?? (isLong ? 200 : 3));
const SETUP_MS = 120_000;
const MS_PER_FAULT = 30_000;

withServices();

let home = "";
let postgres: OwnPostgres;
let store: OwnStore;
let proxy: StoreProxy;
let owner: User;
let undisturbed: Outcome;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "parquetry-faults-"));
  postgres = await ownPostgres(home);
  store = await ownStore(home);
  proxy = await startStoreProxy(store.url);
  process.env.DATABASE_URL = postgres.url;
  await installQueue();
  owner = await localUser();
  startWorker();
  await until(async () => (await db().worker.count()) > 0);
  undisturbed = await pipeline(owner);
  await killAll();
}, SETUP_MS);
afterAll(async () => {
  await killAll();
  await closeSender();
  await closeDatabase();
  await proxy.close();
  await store.kill();
  await postgres.stop();
  await rm(home, { recursive: true, force: true });
});

const [{ seed } = { seed: 1 }] = rounds();

test(
  `any faults at any moment cost time and nothing else (seed ${seed})`,
  async () => {
    const random = randomOf(seed);
    const stops = [1, 2].map(() => keepWorking({ env: { S3_ENDPOINT: proxy.url, PARQUETRY_TRIES: "100" } }));
    const history: string[] = [];
    let done = false;
    const nemesis = async () => {
      for (let fault = 0; fault < FAULTS; fault++) {
        await sleep(random() * 1_500);
        const name = oneOf(random, Object.keys(evils));
        history.push(name);
        await evils[name]?.(random);
      }
      done = true;
    };
    const followed = (async () => {
      do {
        const datasetId = await whenCalm(() => arrived(owner));
        expect(await pipelineFrom(owner, datasetId), history.join(", ")).toEqual(undisturbed);
      } while (!done);
    })();
    await Promise.all([nemesis(), followed]);
    for (const stop of stops) stop();
    await expectOrder();
  },
  SETUP_MS + FAULTS * MS_PER_FAULT,
);

/** The way from this test to the store and to Postgres is disturbed as well, and uploading is not what is tried here. */
let calm = Promise.resolve();
const whenCalm = async <T>(work: () => Promise<T>): Promise<T> => {
  await calm;
  const done = work();
  calm = done.then(
    () => undefined,
    () => undefined,
  );
  return done;
};

type Evil = (random: () => number) => Promise<void>;

const evils: Record<string, Evil> = {
  "kill a worker": async (random) => kill(oneOf(random, allMachines())),
  "kill every worker": killAll,
  "freeze a worker": async (random) => {
    const { worker } = oneOf(random, allMachines());
    worker?.kill("SIGSTOP");
    await sleep(random() * 4_000);
    worker?.kill("SIGCONT");
  },
  "kill an engine": async (random) => {
    const pids = allMachines().flatMap(({ worker }) => childrenOf(worker?.pid));
    if (pids.length > 0) killQuietly(oneOf(random, pids));
  },
  "spoil every second answer of the store": async (random) => {
    proxy.rule = () =>
      random() < 0.5 ? oneOf(random, [{ kind: "reset" }, { kind: "status", status: 503 }]) : undefined;
    await sleep(random() * 2_000);
    proxy.rule = () => undefined;
  },
  "kill the store": (random) =>
    whenCalm(async () => {
      await store.kill();
      await sleep(random() * 1_500);
      await store.start();
    }),
  "kill Postgres": (random) =>
    whenCalm(async () => {
      await postgres.kill();
      await sleep(random() * 1_500);
      await postgres.start();
    }),
  "tell a worker to stop": async (random) => {
    oneOf(random, allMachines()).worker?.kill("SIGTERM");
  },
};
