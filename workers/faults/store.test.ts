import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { withServices } from "#embedded/test-services/test-services.ts";
import { db } from "#lib/platform/db.ts";
import { closeSender, installQueue } from "#lib/platform/jobs/queue.ts";
import { localUser, type User } from "#lib/platform/session.ts";
import {
  arrived,
  confirm,
  expectOrder,
  inspected,
  type Outcome,
  pipeline,
  pipelineFrom,
  prices,
  until,
} from "./drawer-under-test.ts";
import { killAll, startWorker } from "./machines-under-test.ts";
import { type OwnStore, ownStore } from "./own-services-under-test.ts";
import { oneOf, randomOf, rounds } from "./seeds-under-test.ts";
import { smallDisk } from "./small-disk-under-test.ts";
import { type StoreProxy, startStoreProxy, type Toxic } from "./store-proxy-under-test.ts";

const LONG_MS = 240_000;
const SHARE = 0.2;

withServices();

let home = "";
let disk: ReturnType<typeof smallDisk>;
let store: OwnStore;
let proxy: StoreProxy;
let owner: User;
let undisturbed: Outcome;
let undisturbedMs = 0;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "parquetry-faults-"));
  disk = smallDisk(join(home, "disk"), 24);
  store = await ownStore(home, join(home, "disk", "store"));
  proxy = await startStoreProxy(store.url);
  await installQueue();
  owner = await localUser();
  startSpoiled();
  await until(async () => (await db().worker.count()) > 0);
  const begun = performance.now();
  undisturbed = await pipeline(owner);
  undisturbedMs = performance.now() - begun;
}, LONG_MS);
afterEach(async () => {
  proxy.rule = () => undefined;
  await killAll();
});
afterAll(async () => {
  await closeSender();
  await proxy.close();
  await store.kill();
  disk?.remove();
  await rm(home, { recursive: true, force: true });
});

/** A worker that reaches the store through the proxy only. */
const startSpoiled = (env: Record<string, string> = {}) => startWorker({ env: { ...env, S3_ENDPOINT: proxy.url } });

describe.each(rounds())("seed $seed", ({ seed }) => {
  const random = randomOf(seed);

  const sometimes =
    (toxics: (() => Toxic)[], share = SHARE) =>
    () =>
      random() < share ? oneOf(random, toxics)() : undefined;
  const troubles: (() => Toxic)[] = [
    () => ({ kind: "status", status: oneOf(random, [500, 503]) }),
    () => ({ kind: "reset" }),
    () => ({ kind: "cut", after: Math.floor(random() * 20_000) }),
    () => ({ kind: "slow", bytesPerSecond: 256_000 }),
    () => ({ kind: "stall", ms: random() * 500 }),
    () => ({ kind: "unanswered" }),
  ];

  test(
    "one answer in five that fails, is cut off, comes late or not at all costs time and nothing else",
    async () => {
      proxy.rule = sometimes(troubles);
      startSpoiled();
      expect(await pipeline(owner)).toEqual(undisturbed);
      expect(proxy.spoiled).toBeGreaterThan(0);
      proxy.rule = () => undefined;
      await expectOrder();
    },
    LONG_MS,
  );

  test(
    "bytes that arrive too few or changed are never taken for the file",
    async () => {
      const wrong = sometimes([
        () => ({ kind: "shorten", by: 1 }),
        () => ({ kind: "flip", at: Math.floor(random() * 2_000) }),
      ]);
      // No store tells the checksum of a part of an object.
      proxy.rule = ({ method, path, ranged }) =>
        method === "GET" && !ranged && /\/(raw|lake)\//.test(path) ? wrong() : undefined;
      startSpoiled({ PARQUETRY_TRIES: "20" });
      expect(await pipeline(owner)).toEqual(undisturbed);
      proxy.rule = () => undefined;
      await expectOrder();
    },
    LONG_MS,
  );

  test(
    "a store that dies and comes back costs time and nothing else",
    async () => {
      startSpoiled();
      const datasetId = await arrived(owner);
      const outage = async () => {
        await sleep(random() * undisturbedMs);
        await store.kill();
        await sleep(500 + random() * 1_500);
        await store.start();
      };
      const [outcome] = await Promise.all([pipelineFrom(owner, datasetId), outage()]);
      expect(outcome).toEqual(undisturbed);
      await expectOrder();
    },
    LONG_MS,
  );

  test(
    "a store whose disk is full takes up where it was when there is room again",
    async ({ skip }) => {
      if (!disk) return skip("this user may not mount a disk");
      startSpoiled();
      const datasetId = await arrived(owner);
      const shortage = async () => {
        await sleep(random() * undisturbedMs * 0.5);
        disk?.fill(Math.floor(random() * 12_000));
        await sleep(1_500);
        disk?.empty();
      };
      const [outcome] = await Promise.all([pipelineFrom(owner, datasetId), shortage()]);
      expect(outcome).toEqual(undisturbed);
      await expectOrder();
    },
    LONG_MS,
  );
});

test(
  "an object that was replaced after its upload is refused with a sentence, not converted",
  async () => {
    startSpoiled();
    const datasetId = await arrived(owner, { "mine.csv": prices(["AAA"], 0.5), "other.csv": prices(["BBB"], 0.5) });
    await inspected(datasetId);
    const { id, objectKey } = await db().sourceFile.findFirstOrThrow({ where: { datasetId, path: "mine.csv" } });
    const s3 = new S3Client({ endpoint: store.url, region: process.env.AWS_REGION, forcePathStyle: true });
    await s3.send(new PutObjectCommand({ Bucket: process.env.S3_BUCKET, Key: objectKey, Body: prices(["EVL"], 0.1) }));
    await confirm(owner, datasetId);
    await until(async () => (await db().datasetVersion.count({ where: { datasetId } })) === 1);
    const job = await db().job.findFirstOrThrow({ where: { kind: "file.convert", subject: id } });
    expect(job).toMatchObject({ state: "failed", failureKind: "object_changed" });
    await expectOrder();
  },
  LONG_MS,
);
