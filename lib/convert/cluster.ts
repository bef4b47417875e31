import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { AppError } from "#lib/platform/errors.ts";
import { faultPoint } from "#lib/platform/faults.ts";
import type { Attempt } from "#lib/platform/jobs/attempt.ts";
import { nextSources, type Part } from "./clustering/append.ts";
import { rowsPerShard } from "./clustering/cuts.ts";
import { compareTickers } from "./clustering/key.ts";
import { type Ledger, readLedger, writeLedger } from "./clustering/ledger.ts";
import { LIMITS } from "./clustering/limits.ts";
import { describeShards, refuseMixedColumns, refuseRepeats } from "./clustering/manifest.ts";
import { type DatasetToCluster, getDatasetToCluster, getPartFacts, saveVersion } from "./clustering/queries.ts";
import { rewrite } from "./clustering/rewrite.ts";
import { shareSources } from "./clustering/sharing.ts";
import type { Source } from "./clustering/source.ts";
import { Workplace } from "./clustering/workplace.ts";
import type { RoleColumns } from "./contract.ts";
import { refuseOverBudget } from "./error-budget.ts";
import { roleColumns } from "./roles.ts";

/**
 * Makes the next dataset version: shards sorted by (ticker, date), cut at ticker boundaries. What is in order already is
 * taken as it is; of the version before, every shard that no new or missing file touches.
 */
export async function clusterDataset(attempt: Attempt, limits = LIMITS): Promise<void> {
  const dataset = await getDatasetToCluster(attempt.subject);
  if (dataset.parts.length === 0)
    throw new AppError("not_found", "None of the files could be converted, so there is nothing to cluster.");
  const contentHash = hashOf(dataset);
  if (dataset.newest?.contentHash === contentHash) return attempt.publish(async () => {});
  refuseOverBudget(dataset.parts, dataset.recipe.errors);
  const roles = roleColumns(dataset.recipe);
  const sources = await sourcesOf(dataset, roles);
  refuseMixedColumns(sources);
  refuseRepeats(sources, dataset.duplicates);
  const place = new Workplace(attempt, roles, dataset.duplicates, limits, rowsPerShard(sources, limits));
  const { kept, rewritten } = shareSources(sources, place);
  const made = await makeShards(place, rewritten);
  await faultPoint("cluster:uploaded");
  const shards = [...kept, ...made].sort(byFirstTicker);
  refuseRepeats(shards, place.rule);
  const ledger = await writeLedger(attempt, ledgerOf(dataset, place, shards));
  const manifest = describeShards(shards, place.roles, dataset.parts, ledger);
  await attempt.publish((tx) =>
    saveVersion(tx, dataset.id, {
      recipeId: dataset.recipeId,
      attemptId: attempt.id,
      manifest,
      contentHash,
      rows: sum(manifest.shards.map(({ rows }) => rows)),
      rawBytes: sum(dataset.parts.map(({ rawBytes }) => rawBytes)),
      parquetBytes: sum(manifest.shards.map(({ bytes }) => bytes)),
    }),
  );
}

/** Same bytes, same recipe: same version. */
function hashOf({ recipe, duplicates, lookups, parts }: DatasetToCluster): string {
  const { errors, ...rest } = recipe;
  // Whether to stop or to keep going changes no row.
  const rule = errors?.policy === "null" ? { errors: "null" } : {};
  const hash = createHash("sha256").update(JSON.stringify({ ...rest, ...rule, duplicates }));
  for (const lookup of lookups) hash.update(`${lookup}\n`);
  for (const { sha256, fileId, corrections } of parts)
    hash.update(`${fileId} ${sha256}${corrections ? ` ${corrections}` : ""}\n`);
  return hash.digest("hex");
}

/** Without a ledger that was made the same way, everything is clustered anew. */
async function sourcesOf({ parts, newest, duplicates }: DatasetToCluster, roles: RoleColumns): Promise<Source[]> {
  const found = newest?.ledger ? await readLedger(newest.ledger) : undefined;
  const fits = found?.rule === duplicates && isDeepStrictEqual(found.sorting, sortingOf(roles));
  const listed = parts.map(({ path, key, bytes }, at): Part => ({ path, object: key, bytes, files: [at] }));
  return nextSources(listed, fits ? found : undefined, async (wanted) => {
    const facts = await getPartFacts(wanted.flatMap(({ files: [at = -1] }) => parts[at]?.fileId ?? []));
    return wanted.flatMap((part) => {
      const own = facts.get(parts[part.files[0] ?? -1]?.fileId ?? "");
      return own ? [{ ...part, facts: own, dropped: 0, isShard: false }] : [];
    });
  });
}

async function makeShards(place: Workplace, rewritten: Source[][]): Promise<Source[]> {
  const { prefix } = place.attempt;
  let named = 0;
  const nameNext = () => {
    named += 1;
    return `${prefix}shard-${String(named).padStart(5, "0")}.parquet`;
  };
  place.expect(sum(rewritten.flat().map(({ facts }) => facts.rows)));
  const made: Source[] = [];
  for (const sources of rewritten) made.push(...(await rewrite(place, sources, nameNext)));
  return made;
}

const ledgerOf = ({ parts }: DatasetToCluster, { roles, rule }: Workplace, shards: readonly Source[]): Ledger => ({
  sorting: sortingOf(roles),
  rule,
  files: parts.map(({ path, key }) => ({ path, part: key })),
  shards: shards.map(({ object, bytes, facts, files, dropped }) => ({ object, bytes, facts, files, dropped })),
});

const sortingOf = ({ ticker, date, sector }: RoleColumns) => ({ ticker, date, sector });

/** Shards without a ticker come last. */
function byFirstTicker({ facts: { minTicker: a } }: Source, { facts: { minTicker: b } }: Source): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compareTickers(a, b);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
