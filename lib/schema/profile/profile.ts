import type { User } from "#lib/platform/session.ts";
import { normalName } from "../header.ts";
import { findLatestRecipe, type InspectedFile, listInspected, requireDataset } from "../queries.ts";
import type { ColumnProof, FileProfile, PlannedColumn, ProfileRequest, ProfileStatus } from "./contract.ts";
import { planFor } from "./plan.ts";
import { proveColumns } from "./proof.ts";
import { cancelProfiles, countProfiles, listProfiles, queueProfiles } from "./queries.ts";

/** Has every file of a dataset read whole that was not yet. Safe to call again and again: what was read, or is being read, stays as it is. */
export async function startProfile(owner: User, datasetId: string, { again }: ProfileRequest): Promise<ProfileStatus> {
  await requireDataset(owner, datasetId);
  const [files, confirmed, profiles] = await Promise.all([
    listInspected(datasetId),
    findLatestRecipe(datasetId),
    listProfiles(datasetId),
  ]);
  const plan = planFor(
    files.map(({ inspection }) => inspection),
    confirmed?.recipe,
  );
  const stale = files.filter((file) => !covers(profiles.get(file.path), plan, file)).map(({ path }) => path);
  if (stale.length > 0) await queueProfiles(owner, datasetId, plan, { stale, again });
  return countProfiles(datasetId);
}

/** Whether everything that is planned was counted in a file. */
function covers(profile: FileProfile | undefined, plan: readonly PlannedColumn[], file: InspectedFile): boolean {
  if (!profile) return false;
  const counted = new Map(profile.columns.map(({ source, formats }) => [normalName(source), formats]));
  const held = new Set(file.inspection.columns.map(({ source }) => normalName(source)));
  return plan.every(({ source, formats }) => {
    const known = counted.get(normalName(source));
    if (!held.has(normalName(source))) return true;
    return formats.every(({ type, format }) => known?.some((one) => one.type === type && one.format === format));
  });
}

export async function getProfileStatus(owner: User, datasetId: string): Promise<ProfileStatus> {
  await requireDataset(owner, datasetId);
  return countProfiles(datasetId);
}

/** What is being read is left; what was read stays. */
export async function cancelProfile(owner: User, datasetId: string): Promise<ProfileStatus> {
  await requireDataset(owner, datasetId);
  await cancelProfiles(datasetId);
  return countProfiles(datasetId);
}

/** What the files that were read whole say about each column. */
export async function getColumnProofs(owner: User, datasetId: string): Promise<ColumnProof[]> {
  await requireDataset(owner, datasetId);
  const [files, profiles] = await Promise.all([listInspected(datasetId), listProfiles(datasetId)]);
  return proveColumns(
    files.map(({ path, inspection }) => ({
      path,
      profile: profiles.get(path),
      sources: inspection.columns.map(({ source }) => source),
    })),
  );
}
