import type { User } from "#lib/platform/session.ts";
import { requireDataset } from "#lib/schema/queries.ts";
import type { RepeatsStart, RepeatsStatus } from "./contract.ts";
import { findRepeats, listFilesToCount, queueRepeats } from "./queries.ts";
import { sampleRepeats } from "./sampled-repeats.ts";

/** Has the rows counted that share ticker and date, over every file; safe to call again and again. Until that is done, samples answer. */
export async function startRepeats(
  owner: User,
  datasetId: string,
  { again, ...request }: RepeatsStart,
): Promise<RepeatsStatus> {
  await requireDataset(owner, datasetId);
  const { files, digest } = await listFilesToCount(datasetId, request);
  await queueRepeats(owner, datasetId, { request, digest, again });
  const status = await findRepeats(datasetId);
  return { ...status, sample: status.found ? null : await sampleRepeats(files, request) };
}

/** How far that is. */
export async function getRepeats(owner: User, datasetId: string): Promise<RepeatsStatus> {
  await requireDataset(owner, datasetId);
  return { ...(await findRepeats(datasetId)), sample: null };
}
