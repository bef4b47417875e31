import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { arrived, expectOrder, pipelineFrom, turns } from "./drawer-under-test.ts";
import { EVILS } from "./evils-under-test.ts";
import { keepWorking, killAll, type WorkerOptions } from "./machines-under-test.ts";
import { isLong, oneOf, randomOf, rounds } from "./seeds-under-test.ts";
import { withWorld } from "./world-under-test.ts";

const NAMES = Object.keys(EVILS);
const EVIL_MS = 60_000;
const HOUR_MS = 3_600_000;
/** How many faults a storm has when there is time. */
const STORM = Number(process.env.FAULT_STORM ?? 20);
const CLOCK = join(import.meta.dirname, "test-shifted-clock.ts");
const ZONES = ["Asia/Kathmandu", "America/New_York", "UTC"];

const { scene } = withWorld();
afterEach(killAll);

describe.each(rounds())("seed $seed", ({ seed }) => {
  const random = randomOf(seed);

  test.runIf(isLong).each(NAMES.map((name) => [name]))(
    "%s: it costs time and nothing else",
    async (name) => disturb([name], random),
    2 * EVIL_MS,
  );

  test(
    "one fault after another costs time and nothing else",
    async () => {
      const any = Array.from({ length: STORM }, () => oneOf(random, NAMES));
      const each = NAMES.map((name) => ({ name, at: random() })).toSorted((one, other) => one.at - other.at);
      await disturb(isLong ? any : each.map(({ name }) => name), random);
    },
    EVIL_MS * (isLong ? STORM : NAMES.length),
  );
});

/** Pipelines follow one another until all of that has happened, each in the midst of one. */
async function disturb(evils: string[], random: () => number): Promise<void> {
  const { world, owner, undisturbed, undisturbedMs } = scene();
  const whenCalm = turns();
  const stops = workersOf(random).map(keepWorking);
  const history: string[] = [];
  let done = false;
  const happen = async () => {
    for (const name of evils) {
      await sleep((random() * undisturbedMs) / 2);
      history.push(name);
      await whenCalm(async () => EVILS[name]?.(world, random));
    }
  };
  const follow = async () => {
    do {
      const datasetId = await whenCalm(() => arrived(owner));
      expect(await pipelineFrom(owner, datasetId, whenCalm), history.join(", ")).toEqual(undisturbed);
    } while (!done);
  };
  try {
    await Promise.all([happen().finally(() => (done = true)), follow()]);
  } finally {
    for (const stop of stops) stop();
  }
  await expectOrder();
}

/** Two workers: the ways of one can be lost, the clock of the other is wrong. */
function workersOf(random: () => number): WorkerOptions[] {
  const { spoiled } = scene();
  const hours = oneOf(random, [1, -1, 24, -24]);
  const TZ = oneOf(random, ZONES);
  const { S3_ENDPOINT = "" } = spoiled;
  const shifted = { FAULT_PRELOAD: CLOCK, FAULT_CLOCK_MS: String(hours * HOUR_MS), TZ };
  // Every fault takes tries along, which no job is to blame for.
  const PARQUETRY_TRIES = "100";
  return [{ env: { ...spoiled, PARQUETRY_TRIES } }, { env: { S3_ENDPOINT, PARQUETRY_TRIES, ...shifted } }];
}
