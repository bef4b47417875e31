import { AppError } from "#lib/platform/errors.ts";
import type { User } from "#lib/platform/session.ts";
import type { Confirmed, Recipe, Rules } from "./contract.ts";
import { unsettledExtras } from "./extra-columns.ts";
import { groupFiles } from "./file-groups.ts";
import type { InspectionView } from "./inspection-view.ts";
import { lookupProblems, withoutLookups } from "./lookups.ts";
import { mergeColumns } from "./merge.ts";
import { listProfiles } from "./profile/queries.ts";
import { withWhole } from "./profile/whole-evidence.ts";
import { proposalFor, sourcesIn } from "./proposal.ts";
import { askWithLookup, dataFiles, withLookup } from "./propose-lookup.ts";
import {
  countFiles,
  findLatestRecipe,
  type InspectedFile,
  listInspected,
  listPaths,
  requireDataset,
  storeRecipe,
} from "./queries.ts";
import { recipeProblems, unknownTo } from "./recipe-problems.ts";
import { withRules } from "./rules.ts";
import { findFitting } from "./saved/queries.ts";
import { warningsAbout } from "./warnings.ts";

/** What was found in all of a dataset's files, the recipe that follows from it and what remains to be asked. `aside`: files that a draft only looks values up in. */
export async function getInspectionView(owner: User, datasetId: string, aside?: string[]): Promise<InspectionView> {
  await requireDataset(owner, datasetId);
  const [files, profiles, states, paths, confirmed] = await Promise.all([
    listInspected(datasetId),
    listProfiles(datasetId),
    countFiles(datasetId),
    listPaths(datasetId),
    findLatestRecipe(datasetId),
  ]);
  const { data, lookup } = dataFiles(files, confirmed?.recipe, aside);
  const notData = files.filter((file) => !data.includes(file)).map(({ path }) => path);
  const seen = data.map((file) => ({
    ...file,
    inspection: withWhole(file.inspection, profiles.get(file.path)),
  }));
  return {
    files: {
      inspected: data.length,
      waiting: (states.uploading ?? 0) + (states.uploaded ?? 0),
      failed: states.failed ?? 0,
    },
    ...found(seen, confirmed?.recipe, lookup),
    saved: confirmed ? null : await savedFor(owner, seen),
    paths: paths.filter((path) => !notData.includes(path)),
    confirmed: confirmed ? { version: confirmed.version, recipe: confirmed.recipe } : null,
  };
}

/** What a saved recipe makes of files that have its columns, exactly those. */
async function savedFor(owner: User, files: readonly InspectedFile[]): Promise<InspectionView["saved"]> {
  const inspections = files.map(({ inspection }) => inspection);
  if (inspections.length === 0) return null;
  const saved = await findFitting(
    owner,
    mergeColumns(inspections).map(({ source }) => source),
  );
  return saved
    ? { name: saved.name, version: saved.version, recipe: proposalFor(inspections, saved.recipe).recipe }
    : null;
}

function found(files: readonly InspectedFile[], confirmed: Recipe | undefined, lookup: InspectedFile | undefined) {
  const { columns, recipe, questions } = proposalFor(
    files.map(({ inspection }) => inspection),
    confirmed,
  );
  return {
    recipe: lookup ? withLookup(recipe, lookup) : recipe,
    columns,
    questions: lookup ? askWithLookup(questions, lookup) : questions,
    groups: groupFiles(files),
    cuts: cutsOf(files),
    warnings: warningsAbout(files, columns, recipe),
  };
}

function cutsOf(files: readonly InspectedFile[]): NonNullable<InspectionView["cuts"]> {
  const cuts = files.map(({ inspection: { dialect, isAscii } }) => ({ dialect: { ...dialect, doubts: [] }, isAscii }));
  return [...new Map(cuts.map((cut) => [JSON.stringify(cut), cut])).values()];
}

/**
 * Stores the recipe as the dataset's next version and sends the files it is for to conversion, all together or not at
 * all. Another recipe than the last converts every file again; the same one, only those that wait or failed.
 * Throws invalid_input naming each field that needs another answer.
 */
export async function confirmRecipe(owner: User, datasetId: string, recipe: Recipe): Promise<Confirmed> {
  await requireDataset(owner, datasetId);
  const files = await listInspected(datasetId);
  const inspections = withoutLookups(files, recipe).map(({ inspection }) => inspection);
  const sources = sourcesIn(inspections);
  if (sources.length === 0)
    throw new AppError("invalid_input", "No file of this dataset has been inspected yet. Wait for one, or upload one.");
  const problems = {
    ...unsettledExtras(recipe, inspections),
    ...recipeProblems(recipe, sources),
    ...lookupProblems(recipe, files),
  };
  refuseProblems(problems, unknownTo(recipe, sources));
  return storeRecipe(owner, datasetId, recipe);
}

/** Decides anew what becomes of misfits and duplicates: the next version of the recipe confirmed last. */
export async function changeRules(owner: User, datasetId: string, rules: Rules): Promise<Confirmed> {
  await requireDataset(owner, datasetId);
  const latest = await findLatestRecipe(datasetId);
  if (!latest) throw new AppError("conflict", "The columns of this dataset have not been confirmed yet.");
  return storeRecipe(owner, datasetId, withRules(latest.recipe, rules));
}

/** What else differs is said where a recipe does not fit: perhaps it is for other files. */
function refuseProblems(fields: Record<string, string>, unknown: readonly string[]): void {
  const sentences = Object.values(fields);
  if (sentences.length === 0) return;
  const more = sentences.length > 3 ? ` And ${sentences.length - 3} more.` : "";
  const named = unknown.slice(0, 3).map((name) => `“${name}”`);
  const rest =
    named.length > 0 ? ` The recipe does not know ${named.join(", ")}${unknown.length > 3 ? ", …" : ""}.` : "";
  throw new AppError("invalid_input", `${sentences.slice(0, 3).join(" ")}${more}${rest}`, { fields });
}
