import { z } from "zod";
import { Count, IsoDate } from "#lib/platform/wire.ts";

/** What the pre-scan counted over the whole file, before any engine saw it. */
export const Prescan = z.object({
  sha256: z.string(),
  bytes: Count,
  /** Records after the skipped lines and the header; blank lines are not records. */
  records: Count,
  /** Records set aside before the engine: another number of cells than the header, NUL, not UTF-8, text after a quote. */
  setAside: Count,
  /** Lines that were no data, as the dialect says: remarks between rows, and sums or sources at the end. */
  leftOut: z.object({ remarks: Count, footer: Count }).default({ remarks: 0, footer: 0 }),
  /** Columns of the recipe that the file lacks and got NULL for, and columns of the file that were left out. */
  drift: z.object({ missing: z.array(z.string()), extra: z.array(z.string()) }).default({ missing: [], extra: [] }),
});
export type Prescan = z.infer<typeof Prescan>;

const MAX_SECTORS = 1_000;

/** Where the rows of a sorted file stand: runs of rows, each with its first ticker. Whole: one run per ticker, none left out. */
export const Spread = z.object({ whole: z.boolean(), runs: z.array(z.tuple([z.string(), Count])) });
export type Spread = z.infer<typeof Spread>;

/** What is known of one Parquet file: enough to plan clustering and to describe a version without opening it again. */
export const ShardFacts = z.object({
  rows: Count,
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  minTicker: z.string().nullable(),
  maxTicker: z.string().nullable(),
  minDate: IsoDate.nullable(),
  maxDate: IsoDate.nullable(),
  tickers: Count,
  /** Rows without a ticker; they stand at the end. */
  tickerless: Count.default(0),
  spread: Spread.nullable().default(null),
  /** Distinct sectors in no order; null when there are more than a thousand. */
  sectors: z.array(z.string().nullable()).max(MAX_SECTORS).nullable(),
  /** Rows that share ticker and date with the row before. */
  duplicates: Count,
  duplicate: z.object({ ticker: z.string(), date: z.string() }).nullable(),
});
export type ShardFacts = z.infer<typeof ShardFacts>;

export const Shard = z.object({
  key: z.string(),
  bytes: Count,
  rows: Count,
  minTicker: z.string().nullable(),
  maxTicker: z.string().nullable(),
});
export type Shard = z.infer<typeof Shard>;

/** Which columns play the roles; names as in the Parquet. */
export const RoleColumns = z.object({
  date: z.string().nullable(),
  ticker: z.string().nullable(),
  sector: z.string().nullable(),
  /** The number columns a strategy may use as its price, the price role first. */
  prices: z.array(z.string()),
});
export type RoleColumns = z.infer<typeof RoleColumns>;

/**
 * A dataset version: shards sorted by (ticker, date), in the order of their first tickers. No ticker lies in two shards;
 * the ranges of two shards may overlap all the same. Rows without a ticker stand at a shard's end or in shards of their own.
 */
export const Manifest = z.object({
  shards: z.array(Shard),
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  roles: RoleColumns,
  files: Count,
  /** Of the files in this version: records in the CSVs, and those rejected. */
  rowsRead: Count,
  rowsRejected: Count,
  /** Of the good rows: those that somebody corrected. */
  rowsCorrected: Count.default(0),
  /** Good rows left out of the shards, by reason: what was read is rejected, dropped or in a shard. */
  rowsDropped: z.object({ duplicates: Count }).default({ duplicates: 0 }),
  period: z.object({ from: IsoDate, to: IsoDate }).nullable(),
  tickers: Count.nullable(),
  sectors: Count.nullable(),
  /** Rows that share ticker and date with the row before; a strategy refuses to guess between them. */
  duplicates: z.object({ rows: Count, examples: z.array(z.object({ ticker: z.string(), date: z.string() })) }),
  /** The object that says which files each shard's rows are from, for the next version to go on with. */
  ledger: z.string().nullable().default(null),
});
export type Manifest = z.infer<typeof Manifest>;

/** What became of the cells of one column that do not fit for one reason; the column is "" where the record as a whole does not. */
export const Misfit = z.object({
  outcome: z.enum(["rejected", "nulled"]),
  /** As the files name it. */
  column: z.string(),
  reason: z.string(),
  count: Count,
  examples: z.array(z.object({ row: Count, value: z.string() })),
});
export type Misfit = z.infer<typeof Misfit>;

/** What a person made of one rejected row: a whole record, new cells by the source of their column, or both, the cells last. */
export const Correction = z.object({
  row: Count,
  line: z.string().nullable(),
  cells: z.record(z.string(), z.string()),
  /** The raw line and its rejected cells as they were found. A correction holds for no other line. */
  was: z.object({ line: z.string(), cells: z.record(z.string(), z.string()) }),
});
export type Correction = z.infer<typeof Correction>;

export const MAX_MISFITS_SHOWN = 500;

/** What did not fit, file by file, the most frequent first; at most five hundred kinds, and how many there are. */
export const MisfitList = z.object({
  misfits: z.array(Misfit.extend({ file: z.string() })),
  total: Count,
});
export type MisfitList = z.infer<typeof MisfitList>;

/** The largest file of corrected rows that is taken. */
export const MAX_SHEET_BYTES = 16 * 2 ** 20;

export const RefusedRow = z.object({ file: z.string(), row: Count, sentence: z.string() });
export type RefusedRow = z.infer<typeof RefusedRow>;

/** What became of corrected rows that were sent; `files` are converted again. */
export const CorrectionsTaken = z.object({
  taken: Count,
  /** Sent before, or just as they were rejected. */
  unchanged: Count,
  files: Count,
  /** The first hundred. */
  refused: z.array(RefusedRow),
  refusals: Count,
});
export type CorrectionsTaken = z.infer<typeof CorrectionsTaken>;

/** Columns of a rejects file (CSV, one line per bad cell or bad record). */
export const REJECT_COLUMNS = ["file", "row", "column", "value", "reason", "line"] as const;
