import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aDataset, anyone, fileJob, silence, take } from "#lib/platform/jobs/jobs-under-test.ts";
import { sweepAttempts } from "#lib/platform/jobs/sweep.ts";
import { findObject, listUploads } from "#lib/platform/storage.ts";
import { withUploadServices } from "#lib/upload/uploads-under-test.ts";
import { randomOf, rounds } from "./seeds-under-test.ts";
import { type StoreProxy, startStoreProxy } from "./store-proxy-under-test.ts";

/** Of three parts. */
const BYTES = 70 * 2 ** 20;
const SENDER = join(import.meta.dirname, "test-send-file.ts");

withUploadServices();

let proxy: StoreProxy;
let path = "";

beforeAll(async () => {
  proxy = await startStoreProxy(process.env.S3_ENDPOINT ?? "");
  path = join(process.env.PARQUETRY_DATA_DIR ?? "", "made.parquet");
  writeFileSync(path, randomBytes(BYTES));
});
afterAll(() => proxy.close());

test.each(rounds())(
  "seed $seed: of a worker that is killed while it sends a file no half is seen or left",
  {
    timeout: 120_000,
  },
  async ({ seed }) => {
    const random = randomOf(seed);
    const owner = await anyone();
    await fileJob(owner, await aDataset(owner), "file.convert");
    const claim = await take();
    const key = `lake/${claim.id}/part.parquet`;
    await killWhileSending(key, 1 + Math.floor(random() * 5), random() * 120);
    const seen = await findObject(key);
    expect(seen?.bytes ?? BYTES).toBe(BYTES);
    await silence(claim.id);
    const scratch = join(process.env.PARQUETRY_DATA_DIR ?? "", "scratch");
    mkdirSync(scratch, { recursive: true });
    await sweepAttempts({ restMs: 0, thorough: true, scratch });
    expect(await findObject(key)).toBeUndefined();
    expect(await listUploads(`lake/${claim.id}/`)).toEqual([]);
  },
);

/** The upload is opened, its three parts come, it is put together: the sender dies a moment after so many of these have begun. */
async function killWhileSending(key: string, requests: number, moment: number): Promise<void> {
  let begun = 0;
  const { promise: reached, resolve } = Promise.withResolvers<void>();
  proxy.rule = ({ method }) => {
    if (method !== "HEAD" && ++begun === requests) resolve();
    return undefined;
  };
  const sender = spawn(process.execPath, [SENDER, path, key], {
    env: { ...process.env, S3_ENDPOINT: proxy.url },
    stdio: "ignore",
  });
  const ended = once(sender, "exit");
  await Promise.race([reached.then(() => sleep(moment)), ended]);
  sender.kill("SIGKILL");
  await ended;
  expect(begun).toBeGreaterThanOrEqual(requests);
}
