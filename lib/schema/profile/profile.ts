import type { User } from "#lib/platform/session.ts";
import { normalName } from "../header.ts";
import { lookupPaths } from "../lookups.ts";
import { findLatestRecipe, type InspectedFile, listInspected, requireDataset } from "../queries.ts";
import type { ColumnProof, FileProfile, PlannedColumn, ProfileRequest, ProfileStatus } from "./contract.ts";
import { planFor } from "./plan.ts";
import { proveColumns } from "./proof.ts";
import { cancelProfiles, countProfiles, listProfiles, queueProfiles } from "./queries.ts";

/** Has every file of a dataset read whole that was not yet. Safe to call again and again: what was read, or is being read, stays as it is. */
export async function startProfile(
  owner: User,
  datasetId: string,
  { again, aside: named }: ProfileRequest,
): Promise<ProfileStatus> {
  await requireDataset(owner, datasetId);
  const [inspected, confirmed, profiles] = await Promise.all([
    listInspected(datasetId),
    findLatestRecipe(datasetId),
    listProfiles(datasetId),
  ]);
  const aside = named ?? lookupPaths(confirmed?.recipe);
  const files = inspected.filter(({ path }) => !aside.includes(path));
  const plan = planFor(
    files.map(({ inspection }) => inspection),
    confirmed?.recipe,
  );
  const stale = files.filter((file) => !covers(profiles.get(file.path), plan, file)).map(({ path }) => path);
  if (stale.length > 0) await queueProfiles(owner, datasetId, plan, { stale, again });
  return countProfiles(datasetId, aside);
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

/** How far the reading is; `aside`, here and below, as for its start. */
export async function getProfileStatus(owner: User, datasetId: string, aside?: string[]): Promise<ProfileStatus> {
  await requireDataset(owner, datasetId);
  return countProfiles(datasetId, await notData(datasetId, aside));
}

/** The files that a draft only looks values up in, or the recipe confirmed last. */
const notData = async (datasetId: string, aside: string[] | undefined): Promise<string[]> =>
  aside ?? lookupPaths((await findLatestRecipe(datasetId))?.recipe);

/** What is being read is left; what was read stays. */
export async function cancelProfile(owner: User, datasetId: string, aside?: string[]): Promise<ProfileStatus> {
  await requireDataset(owner, datasetId);
  await cancelProfiles(datasetId);
  return countProfiles(datasetId, await notData(datasetId, aside));
}

/** What the files that were read whole say about each column. */
export async function getColumnProofs(owner: User, datasetId: string, aside?: string[]): Promise<ColumnProof[]> {
  await requireDataset(owner, datasetId);
  const [files, profiles, apart] = await Promise.all([
    listInspected(datasetId),
    listProfiles(datasetId),
    notData(datasetId, aside),
  ]);
  const data = files.filter(({ path }) => !apart.includes(path));
  return proveColumns(
    data.map(({ path, inspection }) => ({
      path,
      profile: profiles.get(path),
      sources: inspection.columns.map(({ source }) => source),
    })),
  );
}
