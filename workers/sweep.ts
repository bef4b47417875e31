import { sweepAttempts } from "#lib/platform/jobs/sweep.ts";
import { forgetWorkers } from "#lib/platform/jobs/workers.ts";
import { log } from "#lib/platform/log.ts";
import { metrics } from "#lib/platform/metrics.ts";
import { sweepUploads } from "#lib/upload/upload.ts";

const THOROUGH_EVERY = 10;
let rounds = 0;

/** Removes what dead attempts and forgotten uploads left behind. */
export async function sweep(): Promise<void> {
  const swept = await sweepAttempts({ thorough: rounds++ % THOROUGH_EVERY === 0 });
  for (const [what, count] of Object.entries(swept)) metrics().swept.inc({ what }, count);
  if (Object.values(swept).some((count) => count > 0)) log().info(swept, "removed what dead attempts left");
  await sweepUploads();
  await forgetWorkers();
}
