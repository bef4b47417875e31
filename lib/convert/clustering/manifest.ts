import type { Manifest, RoleColumns } from "#lib/convert/contract.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { DuplicateRule } from "#lib/schema/contract.ts";
import type { Source } from "./source.ts";

interface FileRows {
  rows: number;
  rowsRead: number;
  rowsRejected: number;
  rowsCorrected: number;
}

const EXAMPLES = 3;
const MAX_SECTORS = 1_000;

/** Describes a version by its shards. Throws accounting_mismatch unless every good row of the files is in one or was left out by rule. */
export function describeShards(
  shards: readonly Source[],
  roles: RoleColumns,
  files: readonly FileRows[],
  ledger: string,
): Manifest {
  const all = shards.map(({ facts }) => facts);
  const days = all.flatMap(({ minDate, maxDate }) => (minDate && maxDate ? [minDate, maxDate] : [])).sort();
  const [from] = days;
  const to = days.at(-1);
  const dropped = sum(shards.map((shard) => shard.dropped));
  account(sum(files.map(({ rows }) => rows)), sum(all.map(({ rows }) => rows)), dropped);
  return {
    shards: shards.map(({ object, bytes, facts: { rows, minTicker, maxTicker } }) => ({
      key: object,
      bytes,
      rows,
      minTicker,
      maxTicker,
    })),
    columns: all[0]?.columns ?? [],
    roles,
    files: files.length,
    rowsRead: sum(files.map(({ rowsRead }) => rowsRead)),
    rowsRejected: sum(files.map(({ rowsRejected }) => rowsRejected)),
    rowsCorrected: sum(files.map(({ rowsCorrected }) => rowsCorrected)),
    rowsDropped: { duplicates: dropped },
    period: from && to ? { from, to } : null,
    tickers: roles.ticker ? sum(all.map(({ tickers }) => tickers)) : null,
    sectors: roles.sector ? countSectors(shards) : null,
    duplicates: {
      rows: sum(all.map(({ duplicates }) => duplicates)),
      examples: all.flatMap(({ duplicate }) => (duplicate ? [duplicate] : [])).slice(0, EXAMPLES),
    },
    ledger,
  };
}

function countSectors(shards: readonly Source[]): number | null {
  const sectors = new Set<string | null>();
  for (const { facts } of shards) {
    if (!facts.sectors) return null;
    for (const sector of facts.sectors) sectors.add(sector);
  }
  return sectors.size > MAX_SECTORS ? null : sectors.size;
}

function account(good: number, clustered: number, dropped: number): void {
  if (good !== clustered + dropped)
    throw new AppError(
      "accounting_mismatch",
      `The files have ${good} good rows, but ${clustered} came into shards and ${dropped} were left out. Nothing was published; please report this dataset.`,
    );
}

/** Rows that repeat a ticker and day are a reason to stop where the dataset's owner said so. */
export function refuseRepeats(sources: readonly Source[], rule: DuplicateRule): void {
  const rows = sum(sources.map(({ facts }) => facts.duplicates));
  if (rule !== "refuse" || rows === 0) return;
  const examples = sources.flatMap(({ facts }) => (facts.duplicate ? [facts.duplicate] : [])).slice(0, EXAMPLES);
  const named = examples.map(({ ticker, date }) => `${ticker} on ${date}`).join(", ");
  throw new AppError(
    "recipe_mismatch",
    `${rows.toLocaleString("en")} rows repeat a ticker and date (for example ${named}), which this dataset refuses. Remove them from the files, or confirm the columns again and keep the first or the last of them.`,
  );
}

/** Shards are read as one table: all of them need the same columns. */
export function refuseMixedColumns(sources: readonly Source[]): void {
  const [first] = sources;
  const columns = JSON.stringify(first?.facts.columns);
  if (sources.some(({ facts }) => JSON.stringify(facts.columns) !== columns))
    throw new AppError(
      "recipe_mismatch",
      "The files of this dataset were converted with different columns. Confirm the columns again, so that all files are converted alike.",
    );
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
