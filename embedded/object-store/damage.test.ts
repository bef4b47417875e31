import { once } from "node:events";
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, expect } from "vitest";
import { named } from "./conformance/bucket-under-test.ts";
import { linuxTest, test } from "./embedded-only-under-test.ts";
import { StoreProcess, spawnStore } from "./process-under-test.ts";
import { BUCKET, MIB } from "./store-under-test.ts";

let store: StoreProcess;

beforeEach(async () => {
  store = await StoreProcess.open();
});
afterEach(() => store.close());

test("a record that cannot be read hides its object alone, and nobody's bytes are swept", async () => {
  await store.put("good", "good");
  await store.put("bad", "bad");
  await store.end("SIGTERM");
  const [first = ""] = await readdir(store.folder("objects"));
  await writeFile(join(store.folder("objects"), first), "{ not JSON");
  await store.start();
  expect(await store.objects()).toHaveLength(1);
  expect(await readdir(store.folder("data"))).toHaveLength(2);
});

linuxTest("a full disk is said so, leaves nothing half-written, and the store goes on", async () => {
  await store.end("SIGTERM");
  await store.start(["prlimit", `--fsize=${MIB}`]);
  await expect(store.put("large", Buffer.alloc(64 * MIB))).rejects.toThrow(
    expect.objectContaining({
      name: "InsufficientStorage",
      $metadata: expect.objectContaining({ httpStatusCode: 507 }),
    }),
  );
  expect(await readdir(store.folder("tmp"))).toEqual([]);
  await store.put("small", "fits");
  expect(await store.objects()).toEqual(["small"]);
});

test("the store ends by itself when the process that started it is gone", async () => {
  const gone = once(store.child, "exit");
  store.child.disconnect();
  expect(await gone).toEqual([0, null]);
  await store.start();
});

test("a data directory that cannot be used is said so, and the store goes on when it is back", async () => {
  await rm(store.folder("tmp"), { recursive: true });
  await writeFile(store.folder("tmp"), "not a directory");
  await expect(store.put("k", "v")).rejects.toThrow(named("ServiceUnavailable"));
  await expect(store.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: "k" }))).rejects.toThrow(
    named("NotFound"),
  );
  await store.killAndRestart();
  await store.put("k", "v");
  expect(await store.objects()).toEqual(["k"]);
});

test("another server on the same directory is refused while the first one lives", async () => {
  await expect(spawnStore(store.dataDir)).rejects.toThrow(/in use by another object store/);
});
