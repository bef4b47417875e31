import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import { FAULT_POINTS, type FaultPoint } from "#lib/platform/faults.ts";
import type { User } from "#lib/platform/session.ts";
import { withUploadServices } from "#lib/upload/uploads-under-test.ts";
import {
  arrived,
  confirm,
  expectOrder,
  inspected,
  type Outcome,
  pipeline,
  prices,
  until,
} from "./drawer-under-test.ts";
import { ended, keepWorking, kill, killAll, LEASE_MS, startWorker } from "./machines-under-test.ts";
import { isLong, oneOf, randomOf, rounds } from "./seeds-under-test.ts";
import { rehearse } from "./world-under-test.ts";

const LONG_MS = 180_000;
/** Workers are killed again and again in one pipeline here, which no job is to blame for. */
const PATIENT = { PARQUETRY_TRIES: "50" };

/** One in each phase: the others are next to one of these. */
const POINTS: FaultPoint[] = [
  "inspect:before-publish",
  "convert:downloaded",
  "convert:converted",
  "convert:uploaded",
  "cluster:clustered",
  "run:copying",
  "run:indexed",
  "publish:before-commit",
  "publish:after-commit",
];

/** Where the conversion of a file can end its worker. */
const POISONOUS: FaultPoint[] = ["convert:downloaded", "convert:prescanned", "convert:converted"];

withUploadServices();

let owner: User;
let undisturbed: Outcome;

beforeAll(async () => {
  ({ owner, undisturbed } = await rehearse());
}, LONG_MS);
afterEach(killAll);

describe.each(rounds())("seed $seed", ({ seed }) => {
  const random = randomOf(seed);

  test.skipIf(isLong)(
    "workers that are killed in every phase in turn cost time and nothing else",
    async () => {
      const died: unknown[] = [];
      const doomed = async () => {
        for (const point of POINTS) died.push(await ended(startWorker({ fault: `${point}:kill`, env: PATIENT })));
        startWorker({ env: PATIENT });
      };
      const [outcome] = await Promise.all([pipeline(owner), doomed()]);
      expect(outcome).toEqual(undisturbed);
      expect(died).toEqual(POINTS.map(() => "SIGKILL"));
      await expectOrder();
    },
    LONG_MS,
  );

  test.runIf(isLong).each(FAULT_POINTS.map((point) => [point]))(
    "a worker that is killed at %s costs time and nothing else",
    async (point) => {
      const doomed = startWorker({ fault: `${point}${oneOf(random, ["", "", "@2", "@3"])}:kill` });
      const died = ended(doomed).then(() => startWorker());
      startWorker();
      expect(await pipeline(owner)).toEqual(undisturbed);
      await Promise.race([died, kill(doomed)]);
      await expectOrder();
    },
    LONG_MS,
  );

  test(
    "a worker that is frozen and wakes up later can publish nothing, and nothing is published twice",
    async () => {
      const point = oneOf(
        random,
        FAULT_POINTS.filter((name) => name !== "publish:after-commit"),
      );
      const frozen = startWorker({ fault: `${point}:stop` });
      const outcome = pipeline(owner);
      await until(async () => isFrozen(frozen.worker?.pid));
      startWorker();
      await sleep(2 * LEASE_MS);
      frozen.worker?.kill("SIGCONT");
      expect(await outcome, point).toEqual(undisturbed);
      await expectOrder();
    },
    LONG_MS,
  );

  test(
    "a job that kills every worker is parked with the reason; the other files go on, and a dataset is made of them",
    async () => {
      const worker = startWorker();
      const files = {
        "poison.csv": prices(["AAA"], 0.5),
        "good.csv": prices(["BBB"], 0.3),
        "fine.csv": prices(["CCC"], 0.7),
      };
      const datasetId = await arrived(owner, files);
      await inspected(datasetId);
      await kill(worker);
      const poison = await db().sourceFile.findFirstOrThrow({ where: { datasetId, path: "poison.csv" } });
      const stop = keepWorking({ fault: `${oneOf(random, POISONOUS)}/${poison.id}:kill` });
      await confirm(owner, datasetId);
      await until(async () => (await db().datasetVersion.count({ where: { datasetId } })) === 1);
      stop();
      const after = await db().sourceFile.findMany({ where: { datasetId }, orderBy: { path: "asc" } });
      expect(after.map(({ state }) => state)).toEqual(["converted", "converted", "failed"]);
      expect(after[2]?.failure).toMatch(/Tried 3 times/);
      const job = await db().job.findFirstOrThrow({ where: { subject: poison.id, kind: "file.convert" } });
      expect(job).toMatchObject({ state: "failed", failureKind: "parked" });
      await expectOrder();
    },
    LONG_MS,
  );
});

/** Stopped, as the system tells it. */
const isFrozen = (pid: number | undefined): boolean => /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
