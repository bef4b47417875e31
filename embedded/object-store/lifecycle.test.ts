import { rm } from "node:fs/promises";
import { expect } from "vitest";
import { Store } from "#embedded/object-store/files/store.ts";
import { test } from "./embedded-only-under-test.ts";
import { abortAbandonedUploads } from "./lifecycle.ts";
import { BUCKET, temporaryDirectory } from "./store-under-test.ts";

test("uploads that a rule calls abandoned are aborted; younger and other ones stay", async () => {
  const dataDir = await temporaryDirectory();
  const store = await Store.open(dataDir);
  await store.create(BUCKET);
  const bucket = store.find(BUCKET);
  if (!bucket) throw new Error("the bucket is missing");
  const start = (id: string, key: string, day: number) =>
    bucket.uploads.start({ id, key, startedAt: `2026-11-0${day}T12:00:00.000Z`, headers: {} });
  await Promise.all([start("old", "raw/a", 1), start("young", "raw/b", 2), start("other", "lake/c", 1)]);
  await bucket.change({ lifecycle: [{ id: "rule", enabled: true, prefix: "raw/", abortAfterDays: 7 }] });

  await abortAbandonedUploads(bucket, new Date("2026-11-08T12:00:00Z"));

  const reopened = (await Store.open(dataDir)).find(BUCKET);
  expect([...(reopened?.uploads.all() ?? [])].map(({ id }) => id).sort()).toEqual(["other", "young"]);
  await rm(dataDir, { recursive: true });
});
