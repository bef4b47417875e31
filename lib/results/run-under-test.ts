import { randomUUID } from "node:crypto";
import { db, pool } from "#lib/platform/db.ts";
import type { User } from "#lib/platform/session.ts";
import type { RunOutcome } from "#lib/strategy/contract.ts";
import type { TradeRow } from "./contract.ts";

/** A published run for tests, with its partitions and rollups; what was held at each sector's month ends is given. */
export async function insertSampleRun(
  owner: User,
  trades: TradeRow[],
  heldValue: (sector: string, month: string) => number = () => 0,
): Promise<number> {
  const { id: runId } = await db().run.create({ data: await runOf(owner, trades.length) });
  await insertPartition("trade", runId, trades.map(snakeCase));
  await insertPartition("sector_month", runId, sectorMonths(trades, heldValue));
  await insertPartition("ticker_total", runId, tickerTotals(trades));
  return runId;
}

export const insertUser = (name: string): Promise<User> =>
  db().user.create({ data: { name }, select: { id: true, name: true } });

async function runOf(owner: User, trades: number) {
  const ids = { recipeId: randomUUID(), attemptId: randomUUID() };
  const dataset = await db().dataset.create({ data: { ownerId: owner.id, name: `Prices ${ids.attemptId}` } });
  await db().recipe.create({ data: { id: ids.recipeId, datasetId: dataset.id, version: 1, signature: "", body: {} } });
  const sizes = { rows: 1n, rawBytes: 1n, parquetBytes: 1n };
  const version = await db().datasetVersion.create({
    data: { ...ids, ...sizes, datasetId: dataset.id, number: 3, manifest: {}, contentHash: "" },
  });
  return {
    ownerId: owner.id,
    datasetVersionId: version.id,
    strategy: "moving-average",
    preset: "causal",
    params: {},
    contentHash: randomUUID(),
    outcome: outcomeOf(trades),
    tradesKey: `lake/${ids.attemptId}/trades.parquet`,
    publishedAt: new Date(),
  };
}

const outcomeOf = (trades: number): RunOutcome => ({
  accounting: {
    ...{ rawBytes: 1, rowsRead: 1, rowsRejected: 0, rowsIn: 1, droppedWithoutPrice: 0, droppedByBand: 0 },
    ...{ candidates: trades, signals: trades, trades },
  },
  totals: { trades, invested: 100, value: 110, pnl: 10 },
  metrics: {
    ...{ roi: 0.1, winRate: 0.5, moneyWeightedReturn: null, timeWeightedReturn: null },
    ...{ maxDrawdown: null, noSignalRoi: null },
  },
  period: null,
  timings: { computeMs: 1, publishMs: 1 },
});

async function insertPartition(table: string, runId: number, rows: object[]): Promise<void> {
  await pool().query(`CREATE TABLE ${table}_${runId} PARTITION OF ${table} FOR VALUES IN (${runId})`);
  const json = JSON.stringify(
    rows.map((row) => ({ run_id: runId, ...row })),
    plainZero,
  );
  await pool().query(`INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1)`, [json]);
  await pool().query(`ANALYZE ${table}_${runId}`);
}

const plainZero = (_name: string, value: unknown) => (Object.is(value, -0) ? "-0" : value);

const snakeCase = ({ ticker, sector, purchaseDate, purchasePrice, purchaseVolume, lastPrice, pnl }: TradeRow) => ({
  ...{ ticker, sector, purchase_date: purchaseDate, purchase_price: purchasePrice },
  ...{ purchase_volume: purchaseVolume, last_price: lastPrice, pnl },
});

/** From each sector's first purchase to the run's last month, as a publisher writes them. */
function sectorMonths(trades: TradeRow[], heldValue: (sector: string, month: string) => number): object[] {
  const bySector = Map.groupBy(trades, ({ sector }) => sector);
  const last = Math.max(...trades.map(monthNumber));
  return [...bySector].flatMap(([sector, members]) => {
    const byMonth = Map.groupBy(members, monthNumber);
    const first = Math.min(...byMonth.keys());
    return Array.from({ length: last - first + 1 }, (_, i) => {
      const month = monthDay(first + i);
      return { sector, month, ...sumsOf(byMonth.get(first + i) ?? []), held_value: heldValue(sector, month) };
    });
  });
}

function tickerTotals(trades: TradeRow[]): object[] {
  const groups = Map.groupBy(trades, ({ ticker, sector }) => JSON.stringify([ticker, sector]));
  return [...groups.values()].map((members) => {
    const days = members.map(({ purchaseDate }) => purchaseDate).sort();
    const { ticker, sector } = members[0] ?? {};
    return { ticker, sector, ...sumsOf(members), first_date: days[0], last_date: days.at(-1) };
  });
}

function sumsOf(trades: TradeRow[]) {
  const sum = (of: (trade: TradeRow) => number) => trades.reduce((total, trade) => total + of(trade), 0);
  return {
    trades: trades.length,
    wins: trades.filter(({ pnl }) => pnl > 0).length,
    invested: sum((trade) => trade.purchasePrice * trade.purchaseVolume),
    value: sum((trade) => trade.lastPrice * trade.purchaseVolume),
    pnl: sum((trade) => trade.pnl),
    best_pnl: trades.length ? Math.max(...trades.map(({ pnl }) => pnl)) : null,
    worst_pnl: trades.length ? Math.min(...trades.map(({ pnl }) => pnl)) : null,
  };
}

const monthNumber = ({ purchaseDate }: TradeRow): number =>
  Number(purchaseDate.slice(0, 4)) * 12 + Number(purchaseDate.slice(5, 7)) - 1;

export const monthDay = (number: number): string =>
  `${String(Math.floor(number / 12)).padStart(4, "0")}-${String((number % 12) + 1).padStart(2, "0")}-01`;
