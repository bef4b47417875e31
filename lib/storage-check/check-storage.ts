import { checkAbandoned } from "./abandoned.ts";
import { askToList, judgeBucket, judgeCredentials } from "./access.ts";
import { CheckId, type Finding, type StorageCheck, type StorageReport } from "./contract.ts";
import { checkCors } from "./cors.ts";
import { bad, unknown } from "./finding.ts";
import { checkLifecycle } from "./lifecycle.ts";
import { checkMultipart } from "./multipart.ts";
import { checkConditions, checkObjects } from "./objects.ts";
import { configuredBucket, openProbe, type Probe } from "./probe.ts";
import { greet, judgeClock, judgeReach } from "./reach.ts";
import { explainFailure } from "./store-failure.ts";

const TIME_MS = 5_000;

const TITLES: Record<CheckId, string> = {
  reach: "Reachable",
  clock: "Clock",
  credentials: "Key",
  bucket: "Bucket",
  objects: "Objects",
  conditions: "Conditions",
  multipart: "Uploads in parts",
  cors: "Uploads from a page",
  lifecycle: "Clean-up rule",
  abandoned: "Abandoned uploads",
};

/** A check that fails tells nothing as long as one of these is not as it should be. */
const NEEDS: Record<CheckId, CheckId[]> = {
  reach: [],
  clock: ["reach"],
  credentials: ["reach", "clock"],
  bucket: ["reach", "clock", "credentials"],
  objects: ["reach", "clock", "credentials", "bucket"],
  conditions: ["reach", "clock", "credentials", "bucket", "objects"],
  multipart: ["reach", "clock", "credentials", "bucket", "objects"],
  cors: ["reach", "clock", "credentials", "bucket"],
  lifecycle: ["reach", "clock", "credentials", "bucket"],
  abandoned: ["reach", "clock", "credentials", "bucket"],
};

/** Looks at everything that uploads need of the bucket, all at once and for at most a few seconds; never throws. */
export async function checkStorage(origin: string, bucket = configuredBucket()): Promise<StorageReport> {
  const startedAt = new Date();
  const signal = AbortSignal.timeout(TIME_MS);
  const probe = openProbe(bucket, origin, signal);
  const running = startChecks(probe);
  void Promise.allSettled(Object.values(running)).then(() => probe.client.destroy());
  const found = await Promise.all(CheckId.options.map(async (id) => [id, await settle(running[id], signal)] as const));
  const checks = inOrder(new Map(found));
  return {
    ...{ bucket: bucket.name, endpoint: bucket.endpoint, region: bucket.region, origin },
    checkedAt: startedAt.toISOString(),
    tookMs: Date.now() - startedAt.getTime(),
    level: worstOf(checks),
    checks,
  };
}

function startChecks(probe: Probe): Record<CheckId, Promise<Finding>> {
  const greeting = greet(probe);
  const access = askToList(probe);
  return {
    reach: greeting.then((heard) => judgeReach(probe, heard)),
    clock: greeting.then(judgeClock),
    credentials: access.then(judgeCredentials),
    bucket: access.then((answer) => judgeBucket(probe, answer)),
    objects: checkObjects(probe),
    conditions: checkConditions(probe),
    multipart: checkMultipart(probe),
    cors: checkCors(probe),
    lifecycle: checkLifecycle(probe),
    abandoned: checkAbandoned(probe),
  };
}

/** What a check found; what it threw, or that it did not end in time, is a finding too. */
async function settle(check: Promise<Finding>, signal: AbortSignal): Promise<Finding> {
  try {
    return await Promise.race([check, whenAborted(signal)]);
  } catch (error) {
    const { sentence, mend } = explainFailure(error);
    return bad(sentence, mend);
  }
}

const whenAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });

function inOrder(found: Map<CheckId, Finding>): StorageCheck[] {
  const isInTheWay = (id: CheckId) => found.get(id)?.level === "bad";
  return CheckId.options.map((id) => {
    const finding = found.get(id) ?? unknown("Not looked at.");
    const counts = finding.level === "good" && !isInTheWay("reach");
    const cause = counts ? undefined : NEEDS[id].find(isInTheWay);
    const shown = cause ? unknown(`Not looked at, because of what is said under "${TITLES[cause]}".`) : finding;
    return { id, title: TITLES[id], ...shown };
  });
}

function worstOf(checks: StorageCheck[]): StorageReport["level"] {
  const levels = new Set(checks.map(({ level }) => level));
  return levels.has("bad") ? "bad" : levels.has("warning") ? "warning" : "good";
}
