import { z } from "zod";
import { Count, IsoDate } from "#lib/platform/wire.ts";

/** What the pre-scan counted over the whole file, before any engine saw it. */
export const Prescan = z.object({
  sha256: z.string(),
  bytes: Count,
  /** Records after the skipped lines and the header; blank lines are not records. */
  records: Count,
  longestRecordBytes: Count,
  nulBytes: Count,
  invalidUtf8Records: Count,
  /** Records with another number of cells than the header. */
  raggedRecords: Count,
  overlongRecords: Count,
});
export type Prescan = z.infer<typeof Prescan>;

/** Facts about one part that clustering plans with. */
export const PartStats = z.object({
  minTicker: z.string().nullable(),
  maxTicker: z.string().nullable(),
  minDate: IsoDate.nullable(),
  maxDate: IsoDate.nullable(),
});
export type PartStats = z.infer<typeof PartStats>;

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

/** A dataset version: shards sorted by (ticker, date), cut at ticker boundaries, in ticker order. */
export const Manifest = z.object({
  shards: z.array(Shard),
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  roles: RoleColumns,
  files: Count,
  period: z.object({ from: IsoDate, to: IsoDate }).nullable(),
  tickers: Count.nullable(),
  sectors: Count.nullable(),
  /** Rows that share ticker and date with the row before; a strategy refuses to guess between them. */
  duplicates: z.object({ rows: Count, examples: z.array(z.object({ ticker: z.string(), date: z.string() })) }),
});
export type Manifest = z.infer<typeof Manifest>;

/** Columns of a rejects file (CSV, one line per bad cell or bad record). */
export const REJECT_COLUMNS = ["file", "row", "column", "value", "reason", "line"] as const;
