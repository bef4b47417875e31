import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, test } from "vitest";
import { withServices } from "#embedded/test-services/test-services.ts";
import { closeSender, installQueue } from "#lib/platform/jobs/queue.ts";
import { type OwnStore, ownStore } from "./own-services-under-test.ts";
import { randomOf, rounds } from "./seeds-under-test.ts";
import { sendWhile } from "./transfer-under-test.ts";

const LONG_MS = 120_000;

withServices();

let home = "";
let store: OwnStore;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "parquetry-uploads-"));
  store = await ownStore(home);
  await installQueue();
});
afterAll(async () => {
  await closeSender();
  await store.kill();
  await rm(home, { recursive: true, force: true });
});
describe.each(rounds())("seed $seed", ({ seed }) => {
  const random = randomOf(seed);

  test(
    "uploads wait for a store that was killed, and go on when it is back",
    () =>
      sendWhile(seed, async () => {
        await sleep(random() * 400);
        await store.kill();
        await sleep(random() * 1_500);
        await store.start();
      }),
    LONG_MS,
  );
});
