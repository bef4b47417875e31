import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import type { Claim } from "#lib/platform/jobs/attempt.ts";
import { claimJob } from "#lib/platform/jobs/claim.ts";
import {
  aDataset,
  anyone,
  fileJob,
  jobOf,
  markNothing,
  publishes,
  silence,
  take,
} from "#lib/platform/jobs/jobs-under-test.ts";
import { publishAttempt } from "#lib/platform/jobs/publish.ts";
import { runJob } from "#lib/platform/jobs/run-job.ts";
import { withUploadServices } from "#lib/upload/uploads-under-test.ts";
import { isLong, randomOf, rounds } from "./seeds-under-test.ts";

const LONG_MS = 180_000;
const RACES = isLong ? 50 : 10;
const JOBS_OF_ONE = isLong ? 1_000 : 100;
const CLAIMED_AT_ONCE = 4;
const never = new AbortController().signal;

withUploadServices();
beforeEach(async () => {
  await db().job.deleteMany();
});

describe.each(rounds())("seed $seed", ({ seed }) => {
  const random = randomOf(seed);

  test(
    "of workers that race for a job, and for that of a dead one who is not dead, exactly one publishes",
    async () => {
      const owner = await anyone();
      const dataset = await aDataset(owner);
      for (let race = 0; race < RACES; race++) {
        const jobId = await fileJob(owner, dataset, "file.convert");
        const [first, ...others] = await claimedAtOnce(jobId, () => 0);
        if (!first) throw new Error("Nobody took the job.");
        expect(others).toEqual([]);
        await silence(first.id);
        const published: string[] = [];
        const late = async () => {
          await sleep(random() * 15);
          await publish(first, published);
        };
        const takeOver = async () => {
          for (const claim of await claimedAtOnce(jobId, random)) await publish(claim, published);
        };
        await Promise.all([late(), takeOver()]);
        expect(published).toHaveLength(1);
        expect(await jobOf(jobId)).toMatchObject({ state: "succeeded", currentAttempt: published[0] });
      }
    },
    LONG_MS,
  );

  test(
    "somebody with a thousand jobs lets somebody with one go next",
    async () => {
      const [many, one] = [await anyone(), await anyone()];
      const theirs = await aDataset(many);
      for (let made = 0; made < JOBS_OF_ONE; made += 10)
        await Promise.all(Array.from({ length: 10 }, () => fileJob(many, theirs, "file.convert")));
      for (let taken = 0; taken < 1 + Math.floor(random() * 4); taken++) await take();
      const job = await fileJob(one, await aDataset(one), "file.convert");
      expect(await take()).toMatchObject({ jobId: job });
      expect(await take()).toMatchObject({ ownerId: many.id });
    },
    LONG_MS,
  );

  test("a job for which there is no room waits, says so, and runs when there is", async () => {
    const owner = await anyone();
    const jobId = await fileJob(owner, await aDataset(owner), "file.convert", 1 + Math.floor(random() * 1e9));
    const tooMuch = 1e15 * (1 + random());
    await runJob("file.convert", jobId, { ...publishes, scratchBytes: () => tooMuch }, never);
    const { state, failureKind, failure } = await jobOf(jobId);
    expect({ state, failureKind }).toEqual({ state: "queued", failureKind: "scratch_full" });
    expect(failure).toMatch(/^This needs about .* for temporary files, and .* are free\./);
    await runJob("file.convert", jobId, { ...publishes, scratchBytes: () => 1 }, never);
    expect(await jobOf(jobId)).toMatchObject({ state: "succeeded" });
  });
});

/** What came of several that asked for the job, each at its moment. */
async function claimedAtOnce(jobId: string, random: () => number): Promise<Claim[]> {
  const taken = Array.from({ length: CLAIMED_AT_ONCE }, async () => {
    await sleep(random() * 15);
    return claimJob(jobId, markNothing);
  });
  return (await Promise.all(taken)).flatMap((claim) => (claim && claim !== "given_up" ? [claim] : []));
}

async function publish(claim: Claim, published: string[]): Promise<void> {
  try {
    await publishAttempt(claim, undefined, markNothing);
    published.push(claim.id);
  } catch (error) {
    expect(error).toMatchObject({ kind: "stale_attempt" });
  }
}
