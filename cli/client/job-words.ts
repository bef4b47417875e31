import { formatBytes, formatCount } from "#lib/platform/format.ts";
import type { JobView } from "#lib/platform/wire.ts";

const LONG_QUEUED_MS = 10_000;

/** How far a job is, in a few words. */
export function jobWords({ state, phase, done, total, unit, createdAt }: JobView): string {
  if (state === "queued")
    return Date.now() - Date.parse(createdAt) > LONG_QUEUED_MS ? "no worker has taken it yet" : "waiting for a worker";
  const format = unit === "bytes" ? formatBytes : (count: number) => `${formatCount(count)} ${unit}`;
  const share = total > 0 ? `${format(done)} of ${format(total)}` : "";
  return [phase, share].filter(Boolean).join(" · ") || state;
}
