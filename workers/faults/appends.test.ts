import { randomBytes } from "node:crypto";
import { afterEach, beforeAll, expect, test } from "vitest";
import { LIMITS } from "#lib/convert/clustering/limits.ts";
import { cluster, datasetWithRecipe, type Row, storePart } from "#lib/convert/clustering/parts-under-test.ts";
import { newestManifest, readRows } from "#lib/convert/dataset-under-test.ts";
import { db } from "#lib/platform/db.ts";
import type { FaultPoint } from "#lib/platform/faults.ts";
import { enqueue } from "#lib/platform/jobs/queue.ts";
import { sweepAttempts } from "#lib/platform/jobs/sweep.ts";
import type { User } from "#lib/platform/session.ts";
import { listUploads } from "#lib/platform/storage.ts";
import { someone, withUploadServices } from "#lib/upload/uploads-under-test.ts";
import { until } from "./drawer-under-test.ts";
import { ended, killAll, outcries, startWorker } from "./machines-under-test.ts";

const LONG_MS = 120_000;

withUploadServices();
afterEach(killAll);

let owner: User;
beforeAll(async () => {
  owner = await someone();
});

/** So wide that some thousands of rows make a shard which goes on in the store. */
const block = (ticker: string, from: number, days: number): Row[] =>
  Array.from({ length: days }, (_, at) => {
    const date = new Date((from + at) * 86_400_000).toISOString().slice(0, 10);
    return [date, ticker, randomBytes(300).toString("hex"), from + at];
  });

test.each<[FaultPoint, number]>([
  ["cluster:clustered", 1],
  ["cluster:uploaded", 0],
  ["publish:before-commit", 0],
])(
  "a worker that is killed at %s while a shard goes on costs time and nothing else",
  async (point, unfinished) => {
    const [old, later] = [[...block("A", 0, 10_000), ...block("B", 0, 10_000)], block("B", 10_000, 100)];
    const datasetId = await datasetWithRecipe(owner);
    await storePart(owner, datasetId, "a", old);
    expect(await cluster(owner, datasetId, LIMITS)).toBeUndefined();
    await storePart(owner, datasetId, "b", later);
    await enqueue(db(), { kind: "dataset.cluster", subject: datasetId, ownerId: owner.id });
    expect(await ended(startWorker({ fault: `${point}:kill` }))).toBe("SIGKILL");
    expect(await listUploads("lake/")).toHaveLength(unfinished);
    startWorker();
    await until(async () => (await db().datasetVersion.count({ where: { datasetId } })) === 2);
    await killAll();
    const keys = (await newestManifest(datasetId)).shards.map(({ key }) => key);
    expect((await readRows(keys)).map(String)).toEqual([...old, ...later].map(String));
    await sweepAttempts({ restMs: 0, thorough: true });
    expect(await listUploads("lake/")).toEqual([]);
    expect(outcries()).toEqual([]);
  },
  LONG_MS,
);
