import { join } from "node:path";
import { z } from "zod";
import type { VersionManifest } from "#lib/convert/versions/queries.ts";
import { type EngineResult, runEngine } from "#lib/platform/engine/engine.ts";
import { PARQUET_ENCODING } from "#lib/platform/engine/parquet.ts";
import type { Statement } from "#lib/platform/engine/plan.ts";
import { literal } from "#lib/platform/engine/sql.ts";
import { env } from "#lib/platform/env.ts";
import type { Attempt } from "#lib/platform/jobs/attempt.ts";
import type { Accounting, Metrics, StrategyParams, Totals } from "./contract.ts";
import { groupLanes, groupsFor, planLanes } from "./lanes.ts";
import { maxDrawdown, moneyWeightedReturn, ratio, timeWeightedReturn } from "./metrics.ts";
import { closings, monthStarts, openings } from "./month-start-sql.ts";
import { type PriceColumns, priceColumns } from "./price-columns.ts";
import { candidates, globalCalendar, purchases } from "./purchase-sql.ts";
import { equity, flows, sectorMonths, signalCounts, tickerTotals, totals } from "./rollup-sql.ts";
import { fillTurning, type Lane, missingRows } from "./streaming-sql.ts";

/** What a computation leaves on disk, in the column order of the tables it is copied into. */
export interface ComputedFiles {
  trade: string;
  sector_month: string;
  ticker_total: string;
  parquet: string;
}

export interface Computed {
  accounting: Accounting;
  totals: Totals;
  metrics: Metrics;
  period: { from: string; to: string } | null;
  /** Until the purchases are known, the lanes' plan and the engine's start included; what follows is rollups and files for publishing. */
  strategyMs: number;
}

/** More makes no run faster, whatever its size: what does not fit goes to disk as it comes. */
const MB_PER_THREAD = 128;

/** Who allows engines more than usual may need it. */
const memoryOf = (threads: number, allowedMb: number): number =>
  Math.min(allowedMb, Math.max(MB_PER_THREAD * threads, Math.floor(allowedMb / 4)));

/** Runs the streaming form of the strategy over local shards. Nothing is sorted but the purchases, which are written down first. */
export async function computeRun(
  attempt: Attempt,
  runId: number,
  version: VersionManifest,
  shards: string[],
  params: StrategyParams,
  { files, onTrades }: { files: ComputedFiles; onTrades: () => void },
): Promise<Computed> {
  const columns = priceColumns(version.manifest, params);
  const begun = performance.now();
  let strategyMs = 0;
  const threads = env().PARQUETRY_THREADS;
  const lanes = await planLanes(version.manifest, shards, columns, threads * groupsFor(version.rows), attempt);
  const groups = groupLanes(lanes, threads);
  const strategy = [
    ...fillTurning(groups, columns, params).map((sql) => [{ sql }]),
    ...strategySteps(lanes, columns, params),
  ];
  const report = (phase: string, done: number) => attempt.report({ phase, done, total: version.rows, unit: "rows" });
  report("Reading prices", 0);
  const result = await runEngine(
    {
      paths: [...shards, ...Object.values(files)],
      spillDir: attempt.scratch,
      keepsTablesOnDisk: groups.length > 1,
      memoryMb: memoryOf(threads, env().PARQUETRY_MEMORY_MB),
      steps: [...strategy, ...publishingSteps(runId, lanes, columns, files)],
    },
    {
      signal: attempt.signal,
      owner: attempt.ownerId,
      onProgress: ({ step, fraction }) => {
        if (step < groups.length) report("Reading prices", ((step + fraction) / groups.length) * version.rows);
      },
      onStep: (step) => {
        if (step === groups.length - 1) {
          report("Reading prices", version.rows);
          report("Adding up", version.rows);
        }
        if (step === strategy.length - 1) strategyMs = performance.now() - begun;
        if (step !== strategy.length + TRADES_STEP) return;
        // From here on the time is the database's as much as the engine's.
        report("Adding up while trades are published", version.rows);
        onTrades();
      },
    },
  );
  attempt.notePeak(result.peakBytes);
  return { strategyMs, ...summary(result, version) };
}

export const computedFiles = (dir: string): ComputedFiles => ({
  trade: join(dir, "trade.csv"),
  sector_month: join(dir, "sector_month.csv"),
  ticker_total: join(dir, "ticker_total.csv"),
  parquet: join(dir, "trades.parquet"),
});

/** Ends with the tables `purchase`, `calendar` and `closing`, and the views `month_start` and `candidate`. */
const strategySteps = (lanes: Lane[], columns: PriceColumns, params: StrategyParams): Statement[][] => [
  [{ sql: `CREATE TABLE opening AS ${openings("turning", params)}` }],
  [{ sql: `CREATE VIEW month_start AS ${monthStarts("turning", "opening", columns)}` }],
  [
    { sql: `CREATE TABLE calendar AS ${globalCalendar("month_start")}` },
    { sql: `CREATE TABLE closing AS ${closings("opening", lanes, columns, params)}` },
  ],
  [{ sql: `CREATE VIEW candidate AS ${candidates("month_start", "calendar", "closing", params)}` }],
  [{ sql: `CREATE TABLE purchase AS ${purchases("candidate", params)}` }],
];

/** In which of the publishing steps the trades are written. */
const TRADES_STEP = 1;

/** Writes the purchases down, so that they can be loaded already, and sums them up. */
function publishingSteps(runId: number, lanes: Lane[], columns: PriceColumns, files: ComputedFiles): Statement[][] {
  const csv = (select: string, path: string) => ({
    sql: `COPY (SELECT ${runId} AS run_id, * FROM (${select})) TO ${literal(path)} (FORMAT csv, HEADER false, USE_TMP_FILE false)`,
  });
  return [
    [{ sql: "CREATE TABLE trade AS SELECT * FROM purchase ORDER BY ticker, purchase_date" }],
    [csv("FROM trade", files.trade)],
    [
      { sql: `CREATE TABLE sector_month AS ${sectorMonths("purchase", "month_start", "closing")}` },
      { sql: signalCounts("candidate"), as: "signals" },
    ],
    [
      { sql: `COPY trade TO ${literal(files.parquet)} (${PARQUET_ENCODING})` },
      csv(tickerTotals("purchase"), files.ticker_total),
      csv("SELECT * FROM sector_month ORDER BY sector, month", files.sector_month),
      { sql: totals("purchase"), as: "totals" },
      { sql: flows("purchase"), as: "flows" },
      { sql: equity("sector_month"), as: "equity" },
      { sql: 'SELECT coalesce(sum("rows"), 0) AS "rows" FROM closing', as: "inBand" },
      { sql: missingRows(lanes, columns), as: "missing" },
    ],
  ];
}

const count = z.coerce.number();
const TotalsRow = z.object({
  trades: count,
  wins: count,
  invested: z.number(),
  value: z.number(),
  pnl: z.number(),
  from: z.string().nullable(),
  to: z.string().nullable(),
});

function summary(result: EngineResult, version: VersionManifest): Omit<Computed, "strategyMs"> {
  const [total] = result.rows("totals", TotalsRow);
  const [signal] = result.rows(
    "signals",
    z.object({ candidates: count, signals: count, no_signal_roi: z.number().nullable() }),
  );
  const [seen] = result.rows("inBand", z.object({ rows: count }));
  const [missing] = result.rows("missing", z.object({ rows: count }));
  const months = result.rows("equity", z.object({ month: z.string(), invested: z.number(), held: z.number() }));
  const moneyIn = result.rows("flows", z.object({ date: z.string(), invested: z.number() }));
  const { trades = 0, wins = 0, invested = 0, value = 0, pnl = 0, from = null, to = null } = total ?? {};
  const droppedWithoutPrice = missing?.rows ?? 0;
  const end = version.manifest.period?.to ?? to ?? "";
  return {
    totals: { trades, invested, value, pnl },
    accounting: {
      rawBytes: version.rawBytes,
      rowsRead: version.manifest.rowsRead,
      rowsRejected: version.manifest.rowsRejected,
      rowsCorrected: version.manifest.rowsCorrected,
      droppedDuplicates: version.manifest.rowsDropped.duplicates,
      rowsIn: version.rows,
      droppedWithoutPrice,
      droppedByBand: version.rows - droppedWithoutPrice - (seen?.rows ?? 0),
      candidates: signal?.candidates ?? 0,
      signals: signal?.signals ?? 0,
      trades,
    },
    metrics: {
      roi: ratio(pnl, invested),
      winRate: ratio(wins, trades),
      moneyWeightedReturn: moneyWeightedReturn(moneyIn, value, end),
      timeWeightedReturn: timeWeightedReturn(months),
      maxDrawdown: maxDrawdown(months),
      noSignalRoi: signal?.no_signal_roi ?? null,
    },
    period: from && to ? { from, to } : null,
  };
}
