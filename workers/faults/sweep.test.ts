import { readdirSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import { cancelJob } from "#lib/platform/jobs/control.ts";
import { localUser } from "#lib/platform/session.ts";
import { SweepRequest } from "#lib/strategy/sweep/contract.ts";
import { getSweep, startSweep } from "#lib/strategy/sweep/sweep.ts";
import { withUploadServices } from "#lib/upload/uploads-under-test.ts";
import { arrived, confirm, expectOrder, inspected, until } from "./drawer-under-test.ts";
import { killAll, startWorker } from "./machines-under-test.ts";

const LONG_MS = 120_000;
/** A second is the promise; the machine that tests it may be busy. */
const CANCEL_MS = 5_000;
/** Each price band is a pass over the data of its own: these take longer than anyone waits here. */
const BANDS = Array.from({ length: 900 }, (_, at) => 100 + at);

withUploadServices();
afterEach(killAll);

test(
  "a sweep that is cancelled in the middle ends at once, shows no point and leaves nothing behind",
  async ({ annotate }) => {
    const owner = await localUser();
    const { scratch } = startWorker();
    const datasetId = await arrived(owner);
    await inspected(datasetId);
    await confirm(owner, datasetId);
    await until(async () => (await db().datasetVersion.count({ where: { datasetId } })) > 0);
    const { id } = await startSweep(owner, datasetId, SweepRequest.parse({ vary: { bandMax: BANDS } }));
    await until(async () => (await getSweep(owner, id)).job?.phase === "Reading prices");
    const { job } = await getSweep(owner, id);
    const asked = performance.now();
    await cancelJob(owner, job?.id ?? "");
    await until(async () => (await getSweep(owner, id)).status === "cancelled", CANCEL_MS);
    await annotate(`cancelled within ${Math.round(performance.now() - asked)} ms`);
    expect(await getSweep(owner, id)).toMatchObject({ outcome: null, publishedAt: null });
    await until(async () => readdirSync(scratch).length === 0, CANCEL_MS);
    await expectOrder();
  },
  LONG_MS,
);
