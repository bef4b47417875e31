import { z } from "zod";
import type { VersionManifest } from "#lib/convert/versions/queries.ts";
import { type EngineResult, runEngine } from "#lib/platform/engine/engine.ts";
import type { Statement } from "#lib/platform/engine/plan.ts";
import { env } from "#lib/platform/env.ts";
import type { Attempt } from "#lib/platform/jobs/attempt.ts";
import type { StrategyParams } from "../contract.ts";
import { groupLanes, groupsFor, planLanes } from "../lanes.ts";
import { ratio } from "../metrics.ts";
import { closings } from "../month-start-sql.ts";
import { globalCalendar } from "../purchase-sql.ts";
import { type Lane, missingRows } from "../streaming-sql.ts";
import type { SweepOutcome, SweepPoint } from "./contract.ts";
import { type PlannedPass, planPasses } from "./plan-passes.ts";
import { fillSwept, ruleSums, startDays, sweptCandidates, sweptOpenings } from "./sweep-sql.ts";

/** Statements grow with their rules, and the engine plans a long one slowly. */
const RULES_OF_A_STATEMENT = 50;

/** Every point's result over local shards: the data streams by once for each price band, whatever else the points differ in. */
export async function computeSweep(
  attempt: Attempt,
  version: VersionManifest,
  shards: string[],
  points: StrategyParams[],
): Promise<SweepOutcome> {
  const begun = performance.now();
  const threads = env().PARQUETRY_THREADS;
  const passes = planPasses(version.manifest, points);
  const found: SweepPoint[] = [];
  let droppedWithoutPrice = 0;
  for (const [at, pass] of passes.entries()) {
    const lanes = await planLanes(version.manifest, shards, pass.columns, threads * groupsFor(version.rows), attempt);
    const groups = groupLanes(lanes, threads);
    const result = await runPass(attempt, { at, of: passes.length, rows: version.rows }, shards, groups, pass);
    const counted = countsOf(result, version.rows);
    droppedWithoutPrice = counted.droppedWithoutPrice;
    for (const { at: place, ...point } of pass.points) found[place] = pointOf(point, counted);
  }
  const { rowsRead, rowsRejected } = version.manifest;
  return {
    accounting: { rowsRead, rowsRejected, rowsIn: version.rows, droppedWithoutPrice },
    points: found,
    passes: passes.length,
    computeMs: Math.round(performance.now() - begun),
  };
}

async function runPass(
  attempt: Attempt,
  place: { at: number; of: number; rows: number },
  shards: string[],
  groups: Lane[][],
  pass: PlannedPass,
): Promise<EngineResult> {
  const total = place.of * place.rows;
  const report = (fraction: number) =>
    attempt.report({ phase: "Reading prices", done: (place.at + fraction) * place.rows, total, unit: "rows" });
  report(0);
  const result = await runEngine(
    {
      paths: shards,
      spillDir: attempt.scratch,
      keepsTablesOnDisk: groups.length > 1,
      steps: sweepSteps(groups, pass),
    },
    {
      signal: attempt.signal,
      owner: attempt.ownerId,
      onProgress: ({ step, fraction }) => report(step < groups.length ? (step + fraction) / groups.length : 1),
    },
  );
  report(1);
  attempt.notePeak(result.peakBytes);
  return result;
}

/** Ends with rows `sums-…`, one of them for each rule, and the counts that all of a pass share. */
export function sweepSteps(groups: Lane[][], pass: PlannedPass): Statement[][] {
  const lanes = groups.flat();
  const sums: Statement[] = [];
  const rules = [...pass.rules.entries()];
  for (let at = 0; at < rules.length; at += RULES_OF_A_STATEMENT)
    sums.push({ sql: ruleSums("candidate", rules.slice(at, at + RULES_OF_A_STATEMENT)), as: `sums-${sums.length}` });
  const from = { turning: "turning", opening: "opening", closing: "closing", calendar: "calendar" };
  return [
    ...fillSwept(groups, pass).map((sql) => [{ sql }]),
    [{ sql: `CREATE TABLE opening AS ${sweptOpenings("turning", pass.signals)}` }],
    [
      { sql: `CREATE TABLE calendar AS ${globalCalendar(`(${startDays("turning", "opening")})`)}` },
      { sql: `CREATE TABLE closing AS ${closings("opening", lanes, pass.columns, pass.band)}` },
    ],
    [{ sql: `CREATE TABLE candidate AS ${sweptCandidates(from, pass)}` }],
    [
      ...sums,
      {
        sql: `SELECT count(*) AS all_days, count(*) FILTER (on_calendar) AS calendar_days,
          (SELECT coalesce(sum("rows"), 0) FROM closing) AS in_band FROM candidate`,
        as: "shared",
      },
      { sql: missingRows(lanes, pass.columns), as: "missing" },
    ],
  ];
}

const count = z.coerce.number();
const SumsRow = z.object({
  rule: count,
  signals: count,
  trades: count,
  wins: count,
  invested: z.number(),
  value: z.number(),
  pnl: z.number(),
});
type Sums = z.infer<typeof SumsRow>;

interface Counted {
  rules: Map<number, Sums>;
  candidates: Record<StrategyParams["calendar"], number>;
  droppedWithoutPrice: number;
  droppedByBand: number;
}

export function countsOf(result: EngineResult, rowsIn: number): Counted {
  const rules = new Map<number, Sums>();
  for (let at = 0; ; at++) {
    const rows = result.rows(`sums-${at}`, SumsRow);
    if (rows.length === 0) break;
    for (const row of rows) rules.set(row.rule, row);
  }
  const [shared] = result.rows("shared", z.object({ all_days: count, calendar_days: count, in_band: count }));
  const [missing] = result.rows("missing", z.object({ rows: count }));
  const droppedWithoutPrice = missing?.rows ?? 0;
  return {
    rules,
    candidates: { global: shared?.calendar_days ?? 0, "per-ticker": shared?.all_days ?? 0 },
    droppedWithoutPrice,
    droppedByBand: rowsIn - droppedWithoutPrice - (shared?.in_band ?? 0),
  };
}

export function pointOf({ params, rule }: { params: StrategyParams; rule: number }, counted: Counted): SweepPoint {
  const sums = counted.rules.get(rule);
  if (!sums) throw new Error(`No sums for rule ${rule} of the sweep.`);
  const scale = params.costBps === 0 ? params.amount : 1;
  const { signals, trades, wins } = sums;
  const [invested, value, pnl] = [sums.invested * scale, sums.value * scale, sums.pnl * scale];
  return {
    params,
    accounting: {
      droppedByBand: counted.droppedByBand,
      candidates: counted.candidates[params.calendar],
      signals,
      trades,
    },
    totals: { trades, invested, value, pnl },
    roi: ratio(pnl, invested),
    winRate: ratio(wins, trades),
  };
}
