import { db } from "#lib/platform/db.ts";
import type { User } from "#lib/platform/session.ts";
import { inspectFile, markFileFailed } from "#lib/schema/inspect.ts";
import { startProfile } from "#lib/schema/profile/profile.ts";
import { arrivedFile, emptyDataset } from "#lib/upload/uploads-under-test.ts";
import { doJob } from "../dataset-under-test.ts";
import { profileFile } from "./profile-file.ts";

/** Files that arrived and were looked at. */
export async function inspectedDataset(owner: User, files: Record<string, BlobPart>): Promise<string> {
  const datasetId = await emptyDataset(owner);
  for (const [path, content] of Object.entries(files)) {
    const { id } = await arrivedFile(owner, datasetId, path, content);
    await doJob(owner, "file.inspect", id, { work: inspectFile, failed: markFileFailed });
  }
  return datasetId;
}

/** Asks for the whole files, and reads those that are queued in this process. */
export async function profileDataset(owner: User, datasetId: string): Promise<void> {
  await startProfile(owner, datasetId, { again: false });
  const jobs = await db().job.findMany({ where: { kind: "file.profile", datasetId, state: "queued" } });
  for (const { subject } of jobs)
    await doJob(owner, "file.profile", subject, { work: profileFile, failed: async () => {} });
}
