import { formatDuration } from "#lib/platform/format.ts";
import type { Finding } from "./contract.ts";
import { bad, good, unknown, warning } from "./finding.ts";
import { bucketUrl, type CheckedBucket, type Probe } from "./probe.ts";
import { step } from "./store-failure.ts";

const MAX_BODY_CHARACTERS = 2_000;
/** Behind this a signature counts as too old or too young, everywhere. */
const REFUSED_SKEW_MS = 15 * 60_000;
const WORRYING_SKEW_MS = 60_000;
/** The header tells whole seconds. */
const DATE_GRAIN_MS = 1_000;

/** What the store says to somebody it does not know. */
export interface Greeting {
  status: number;
  isStore: boolean;
  isPublic: boolean;
  /** How far this machine's clock is ahead of the store's; null when the store does not say its time. */
  aheadMs: number | null;
}

/** Asks for the bucket without a signature: whoever answers, its refusal tells that it is a store, and its time. */
export async function greet({ bucket, signal }: Probe): Promise<Greeting> {
  const sentAt = Date.now();
  const url = `${bucketUrl(bucket)}?list-type=2&max-keys=0`;
  const response = await step(`Reaching ${placeOf(bucket)}`, fetch(url, { redirect: "manual", signal }));
  const heardAt = Date.now();
  const body = (await response.text()).slice(0, MAX_BODY_CHARACTERS);
  const date = Date.parse(response.headers.get("date") ?? "");
  return {
    status: response.status,
    isStore: response.headers.has("x-amz-request-id") || /<(Error|ListBucketResult)[ >]/.test(body),
    isPublic: response.ok && body.includes("<ListBucketResult"),
    aheadMs: Number.isNaN(date) ? null : (sentAt + heardAt) / 2 - (date + DATE_GRAIN_MS / 2),
  };
}

export function judgeReach({ bucket }: Probe, { status, isStore, isPublic }: Greeting): Finding {
  const where = placeOf(bucket);
  if (!isStore)
    return bad(
      `Something answers at ${where}, with status ${status}, but not like an object store.`,
      "Set S3_ENDPOINT to the address of the store's S3 interface, not of its console or of a proxy's page.",
    );
  if (isPublic)
    return warning(
      "The store answers, and anybody may list this bucket without a key.",
      "Take the public access to the bucket away; the application needs none.",
    );
  return good(`${where} answers, and refuses whoever has no key.`);
}

export function judgeClock({ aheadMs }: Greeting): Finding {
  if (aheadMs === null) return unknown("The store does not say what time it has.");
  const skewMs = Math.abs(aheadMs);
  const words = `This machine's clock is ${formatDuration(skewMs)} ${aheadMs > 0 ? "ahead of" : "behind"} the store's.`;
  const mend = "Set the clock of this machine, best by NTP; if it is right, the store's is wrong.";
  if (skewMs >= REFUSED_SKEW_MS)
    return bad(`${words} From 15 min on the store refuses every request and every address that is signed.`, mend);
  if (skewMs >= WORRYING_SKEW_MS) return warning(`${words} From 15 min on the store refuses every request.`, mend);
  return good("The clocks of this machine and of the store agree to the minute.");
}

const placeOf = ({ endpoint }: CheckedBucket): string => endpoint ?? "Amazon S3";
