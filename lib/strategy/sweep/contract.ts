import { z } from "zod";
import { Count, JobView } from "#lib/platform/wire.ts";
import { PresetName, StrategyName, StrategyParams, Totals } from "../contract.ts";

/** More than this says little about a strategy and much about chance. */
export const MAX_POINTS = 1_000;

const { amount, window, includeToday, calendar, bandMin, bandMax, fill, costBps } = StrategyParams.shape;
const listOf = <Value extends z.ZodType>(value: Value) => z.array(value).min(1).max(MAX_POINTS).optional();

/** The values each parameter takes; every combination is one point. */
export const SweepAxes = z.object({
  window: listOf(window),
  amount: listOf(amount),
  fill: listOf(fill),
  bandMin: listOf(bandMin),
  bandMax: listOf(bandMax),
  costBps: listOf(costBps),
  includeToday: listOf(includeToday),
  calendar: listOf(calendar),
});
export type SweepAxes = z.infer<typeof SweepAxes>;

export const SweepRequest = z.object({
  strategy: StrategyName.default("moving-average"),
  preset: PresetName.default("causal"),
  /** Overrides of the preset that hold for every point. */
  set: StrategyParams.partial().default({}),
  vary: SweepAxes,
});
export type SweepRequest = z.infer<typeof SweepRequest>;

/** What one parameter set made, counted as a run of its own counts. Ratios are null where nothing was invested. */
export const SweepPoint = z.object({
  params: StrategyParams,
  accounting: z.object({ droppedByBand: Count, candidates: Count, signals: Count, trades: Count }),
  totals: Totals,
  roi: z.number().nullable(),
  winRate: z.number().nullable(),
});
export type SweepPoint = z.infer<typeof SweepPoint>;

export const SweepOutcome = z.object({
  /** The rows before any point's own band. */
  accounting: z.object({ rowsRead: Count, rowsRejected: Count, rowsIn: Count, droppedWithoutPrice: Count }),
  points: z.array(SweepPoint),
  /** How often the data was read: once for each price band. */
  passes: z.number().int(),
  computeMs: z.number(),
});
export type SweepOutcome = z.infer<typeof SweepOutcome>;

export const SweepView = z.object({
  id: z.uuid(),
  dataset: z.object({ id: z.uuid(), name: z.string(), version: z.number().int() }),
  strategy: z.string(),
  preset: z.string(),
  /** How many parameter sets were asked for. */
  tried: z.number().int(),
  contentHash: z.string(),
  createdAt: z.iso.datetime(),
  publishedAt: z.iso.datetime().nullable(),
  status: z.enum(["queued", "running", "succeeded", "failed", "cancelled"]),
  job: JobView.nullable(),
  outcome: SweepOutcome.nullable(),
});
export type SweepView = z.infer<typeof SweepView>;

/** A sweep among those of its dataset: of parameters that differ between its points, the values. */
export const SweepSummary = SweepView.pick({
  id: true,
  preset: true,
  tried: true,
  status: true,
  createdAt: true,
}).extend({
  version: z.number().int(),
  vary: SweepAxes,
});
export type SweepSummary = z.infer<typeof SweepSummary>;

export const SweepList = z.object({ sweeps: z.array(SweepSummary) });
export type SweepList = z.infer<typeof SweepList>;
