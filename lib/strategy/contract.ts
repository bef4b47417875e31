import { z } from "zod";
import { Count, IsoDate, JobView } from "#lib/platform/wire.ts";

export const StrategyName = z.enum(["moving-average"]);
export type StrategyName = z.infer<typeof StrategyName>;
export const PresetName = z.enum(["seed-exact", "causal"]);
export type PresetName = z.infer<typeof PresetName>;

/** Parameters of the moving-average strategy; lib/strategy/presets.ts fixes them under a name. */
export const StrategyParams = z.object({
  /** Spent on each purchase, in the currency of the prices. */
  amount: z.coerce.number().positive().max(1e12),
  /** Rows (trading days) before today that the average covers. */
  window: z.coerce.number().int().min(1).max(250),
  /** Whether today's price is part of the average: then the window may be partial at the start (as the original does). */
  includeToday: z.stringbool().or(z.boolean()),
  /** Column used as the price; empty: the column with the price role. */
  priceColumn: z.string().max(200).default(""),
  calendar: z.enum(["global", "per-ticker"]),
  /** Rows with a price outside are dropped before everything else; null: no bound. */
  bandMin: z.coerce.number().nonnegative().nullable(),
  bandMax: z.coerce.number().positive().nullable(),
  fill: z.enum(["same-close", "next-open", "next-close"]),
  costBps: z.coerce.number().min(0).max(10_000),
});
export type StrategyParams = z.infer<typeof StrategyParams>;

export const RunRequest = z.object({
  strategy: StrategyName.default("moving-average"),
  preset: PresetName.default("causal"),
  /** Overrides of the preset. */
  set: StrategyParams.partial().default({}),
});
export type RunRequest = z.infer<typeof RunRequest>;

/** Where the rows went, from the files to the trades. */
export const Accounting = z.object({
  rawBytes: Count,
  rowsRead: Count,
  rowsRejected: Count,
  /** Of the good rows: corrected by hand, and left out for repeating a ticker and day. */
  rowsCorrected: Count.optional(),
  droppedDuplicates: Count.optional(),
  rowsIn: Count,
  droppedWithoutPrice: Count,
  droppedByBand: Count,
  /** Rows on a purchase day. */
  candidates: Count,
  signals: Count,
  trades: Count,
});
export type Accounting = z.infer<typeof Accounting>;

export const Totals = z.object({
  trades: Count,
  invested: z.number(),
  value: z.number(),
  pnl: z.number(),
});
export type Totals = z.infer<typeof Totals>;

/** Null where the definition has no answer (too few points, nothing invested). Ratios, not percent. */
export const Metrics = z.object({
  roi: z.number().nullable(),
  winRate: z.number().nullable(),
  moneyWeightedReturn: z.number().nullable(),
  timeWeightedReturn: z.number().nullable(),
  maxDrawdown: z.number().nullable(),
  /** The same dollars with no signal: ROI of buying on every purchase day. */
  noSignalRoi: z.number().nullable(),
});
export type Metrics = z.infer<typeof Metrics>;

/** Written once when a run is published. */
export const RunOutcome = z.object({
  accounting: Accounting,
  totals: Totals,
  metrics: Metrics,
  period: z.object({ from: IsoDate, to: IsoDate }).nullable(),
  /** Compute: until the purchases are known. Publish: rollups, files, COPY and indexes. */
  timings: z.object({ computeMs: z.number(), publishMs: z.number() }),
});
export type RunOutcome = z.infer<typeof RunOutcome>;

export const RunView = z.object({
  id: z.number().int(),
  dataset: z.object({ id: z.uuid(), name: z.string(), version: z.number().int() }),
  strategy: z.string(),
  preset: z.string(),
  params: StrategyParams,
  contentHash: z.string(),
  createdAt: z.iso.datetime(),
  publishedAt: z.iso.datetime().nullable(),
  status: z.enum(["queued", "running", "succeeded", "failed", "cancelled"]),
  job: JobView.nullable(),
  outcome: RunOutcome.nullable(),
});
export type RunView = z.infer<typeof RunView>;

export const RunList = z.object({ runs: z.array(RunView) });
export type RunList = z.infer<typeof RunList>;
