import { type Swept, sweepAttempts } from "#lib/platform/jobs/sweep.ts";
import { forgetWorkers } from "#lib/platform/jobs/workers.ts";
import { log } from "#lib/platform/log.ts";
import { metrics } from "#lib/platform/metrics.ts";
import { sweepOrphans } from "#lib/upload/orphans.ts";
import { sweepUploads } from "#lib/upload/upload.ts";

const THOROUGH_EVERY = 10;
/** Every file that was ever sent is listed for it: a thousand in each request, which stores charge for. */
const ORPHANS_EVERY = 360;
let rounds = 0;

/** Removes what dead attempts and forgotten uploads left behind. */
export async function sweep(): Promise<void> {
  const round = rounds++;
  tell(await sweepAttempts({ thorough: round % THOROUGH_EVERY === 0 }), "removed what dead attempts left");
  await sweepUploads();
  await forgetWorkers();
  if (round % ORPHANS_EVERY === 0) tell(await sweepOrphans(), "removed what files that are gone left");
}

function tell(swept: Partial<Swept>, sentence: string): void {
  for (const [what, count] of Object.entries(swept)) metrics().swept.inc({ what }, count);
  if (Object.values(swept).some((count) => count > 0)) log().info(swept, sentence);
}
