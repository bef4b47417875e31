import { db } from "#lib/platform/db.ts";
import { Prisma } from "#lib/platform/prisma-client/client.ts";
import type { DashboardFilter, PurchasePoint, TickerSearch, TradeQuery, TradeRow } from "./contract.ts";
import { type DayRange, sourcesOf } from "./sources.ts";
import type { TradePosition } from "./trade-position.ts";

/** The one run that a read may look at; only `getOwnedRun` and an open share link make one. */
export interface ResultScope {
  runId: number;
}

export const findRun = (ownerId: string, runId: number) =>
  db().run.findFirst({ where: { id: runId, ownerId }, select: { id: true, publishedAt: true, tradesKey: true } });

export interface Sums {
  trades: number;
  invested: number;
  value: number;
  pnl: number;
}

/** Sums of one sector (month is null), of one month (sector is null), or of everything (both are null). */
export interface Subtotal extends Sums {
  sector: string | null;
  month: string | null;
  wins: number;
  heldValue: number | null;
}

export const listSubtotals = (scope: ResultScope, filter: DashboardFilter) => db().$queryRaw<Subtotal[]>`
  WITH sector_months AS (${sectorMonths(scope, filter)})
  SELECT
    sector,
    to_char(month, 'YYYY-MM-DD') AS month,
    coalesce(sum(trades), 0)::float8 AS trades,
    coalesce(sum(wins), 0)::float8 AS wins,
    coalesce(sum(invested), 0) AS invested,
    coalesce(sum(value), 0) AS value,
    coalesce(sum(pnl), 0) AS pnl,
    sum(held_value) AS "heldValue"
  FROM sector_months
  GROUP BY GROUPING SETS ((), (sector), (month))
  ORDER BY month, sector`;

export interface PeriodSum {
  sector: string;
  date: string;
  trades: number;
  pnl: number;
  best: number;
  worst: number;
}

export const listPeriodSums = (scope: ResultScope, filter: DashboardFilter, grain: "month" | "year") =>
  db().$queryRaw<PeriodSum[]>`
  WITH sector_months AS (${sectorMonths(scope, filter)})
  SELECT
    sector,
    to_char(date_trunc(${grain}, month::timestamp), 'YYYY-MM-DD') AS date,
    sum(trades)::float8 AS trades,
    sum(pnl) AS pnl,
    max(best_pnl) AS best,
    min(worst_pnl) AS worst
  FROM sector_months
  WHERE trades > 0
  GROUP BY 1, 2
  ORDER BY 2, 1`;

export const listPurchases = (scope: ResultScope, filter: DashboardFilter, limit: number) =>
  db().$queryRaw<PurchasePoint[]>`
  SELECT ticker, sector, to_char(purchase_date, 'YYYY-MM-DD') AS date, pnl, purchase_price AS price
  FROM trade
  WHERE ${matchingTrades(scope, filter)}
  ORDER BY purchase_date, ticker
  LIMIT ${limit}`;

export interface RankedTicker extends Sums {
  ticker: string;
  sector: string;
  /** 1 is the highest PnL. */
  fromBest: number;
  /** 1 is the lowest PnL. */
  fromWorst: number;
  /** How many tickers match in all. */
  tickers: number;
}

/** The first and last `count` tickers by PnL; ties in the order of their names. */
export const listExtremeTickers = (scope: ResultScope, filter: DashboardFilter, count: number) =>
  db().$queryRaw<RankedTicker[]>`
  WITH ticker_sums AS (${filter.from || filter.to ? tickersOfTrades(scope, filter) : tickersOfRun(scope, filter)}),
  ranked AS (
    SELECT
      ticker, sector, trades, invested, value, pnl,
      row_number() OVER (ORDER BY pnl DESC, ticker) AS from_best,
      row_number() OVER (ORDER BY pnl, ticker) AS from_worst,
      count(*) OVER () AS tickers
    FROM ticker_sums
  )
  SELECT
    ticker, sector, trades::float8 AS trades, invested, value, pnl,
    from_best::float8 AS "fromBest", from_worst::float8 AS "fromWorst", tickers::float8 AS tickers
  FROM ranked
  WHERE from_best <= ${count} OR from_worst <= ${count}
  ORDER BY from_best`;

/** One page, after a position in the order asked for. */
export const listTradesAfter = (scope: ResultScope, query: TradeQuery, after: TradePosition | null, limit: number) =>
  db().$queryRaw<TradeRow[]>`
  SELECT
    ticker,
    sector,
    to_char(purchase_date, 'YYYY-MM-DD') AS "purchaseDate",
    purchase_price AS "purchasePrice",
    purchase_volume AS "purchaseVolume",
    last_price AS "lastPrice",
    pnl
  FROM trade
  WHERE ${matchingTrades(scope, query)} ${after ? Prisma.sql`AND ${isAfter(query.order, after)}` : Prisma.empty}
  ORDER BY ${TRADE_ORDERS[query.order]}
  LIMIT ${limit}`;

export const listSectors = (scope: ResultScope) => db().$queryRaw<{ sector: string; tickers: number }[]>`
  SELECT sector, count(*)::float8 AS tickers
  FROM ticker_total
  WHERE run_id = ${scope.runId}
  GROUP BY sector
  ORDER BY sector`;

export async function findPeriod(scope: ResultScope): Promise<{ from: string; to: string } | undefined> {
  const [period] = await db().$queryRaw<{ from: string; to: string }[]>`
    SELECT to_char(min(first_date), 'YYYY-MM-DD') AS "from", to_char(max(last_date), 'YYYY-MM-DD') AS "to"
    FROM ticker_total
    WHERE run_id = ${scope.runId}
    HAVING count(*) > 0`;
  return period;
}

/** Tickers whose name contains the text, those that begin with it first. Only ASCII letters match in both cases. */
export const searchTickers = (scope: ResultScope, { q, sectors, limit }: TickerSearch) =>
  db().$queryRaw<{ ticker: string; sector: string; total: number }[]>`
  WITH needle AS (SELECT lower(${q}::text COLLATE "C") AS text)
  SELECT ticker, max(sector) AS sector, (count(*) OVER ())::float8 AS total
  FROM ticker_total, needle
  WHERE run_id = ${scope.runId} AND strpos(lower(ticker), needle.text) > 0 ${isOneOf("sector", sectors)}
  GROUP BY ticker, needle.text
  ORDER BY NOT starts_with(lower(ticker), needle.text), ticker
  LIMIT ${limit}`;

/** A row is one sector in one month, or in the part of a month that the filter leaves. */
function sectorMonths(scope: ResultScope, filter: DashboardFilter): Prisma.Sql {
  const { months, days } = sourcesOf(filter);
  const parts = days.map((range) => sectorMonthsOfTrades(scope, { ...filter, ...range }));
  if (months) parts.push(sectorMonthsOfRun(scope, filter.sectors, months));
  return Prisma.join(parts, " UNION ALL ");
}

const sectorMonthsOfRun = (
  { runId }: ResultScope,
  sectors: string[],
  { from, before }: { from: string | null; before: string | null },
) => Prisma.sql`
  SELECT sector, month, trades, wins, invested, value, pnl, best_pnl, worst_pnl, held_value
  FROM sector_month
  WHERE run_id = ${runId} ${isOneOf("sector", sectors)}
    ${from ? Prisma.sql`AND month >= ${from}::date` : Prisma.empty}
    ${before ? Prisma.sql`AND month < ${before}::date` : Prisma.empty}`;

const sectorMonthsOfTrades = (scope: ResultScope, filter: DashboardFilter) => Prisma.sql`
  SELECT
    sector,
    date_trunc('month', purchase_date::timestamp)::date AS month,
    count(*) AS trades,
    count(*) FILTER (WHERE pnl > 0) AS wins,
    sum(purchase_price * purchase_volume) AS invested,
    sum(last_price * purchase_volume) AS value,
    sum(pnl) AS pnl,
    max(pnl) AS best_pnl,
    min(pnl) AS worst_pnl,
    NULL::float8 AS held_value
  FROM trade
  WHERE ${matchingTrades(scope, filter)}
  GROUP BY 1, 2`;

const tickersOfRun = ({ runId }: ResultScope, { sectors, tickers }: DashboardFilter) => Prisma.sql`
  SELECT
    ticker,
    max(sector) AS sector,
    sum(trades) AS trades,
    sum(invested) AS invested,
    sum(value) AS value,
    sum(pnl) AS pnl
  FROM ticker_total
  WHERE run_id = ${runId} ${isOneOf("sector", sectors)} ${isOneOf("ticker", tickers)}
  GROUP BY ticker`;

const tickersOfTrades = (scope: ResultScope, filter: DashboardFilter) => Prisma.sql`
  SELECT
    ticker,
    max(sector) AS sector,
    count(*) AS trades,
    sum(purchase_price * purchase_volume) AS invested,
    sum(last_price * purchase_volume) AS value,
    sum(pnl) AS pnl
  FROM trade
  WHERE ${matchingTrades(scope, filter)}
  GROUP BY ticker`;

const matchingTrades = ({ runId }: ResultScope, filter: DashboardFilter) =>
  Prisma.sql`run_id = ${runId}
    ${isOneOf("sector", filter.sectors)} ${isOneOf("ticker", filter.tickers)} ${isWithin(filter)}`;

/** Nothing chosen means everything. */
const isOneOf = (column: keyof typeof COLUMNS, values: string[]): Prisma.Sql =>
  values.length > 0 ? Prisma.sql`AND ${COLUMNS[column]} = ANY(${values}::text[])` : Prisma.empty;

const isWithin = ({ from, to }: DayRange): Prisma.Sql => Prisma.sql`
  ${from ? Prisma.sql`AND purchase_date >= ${from}::date` : Prisma.empty}
  ${to ? Prisma.sql`AND purchase_date <= ${to}::date` : Prisma.empty}`;

function isAfter(order: TradeQuery["order"], { date, ticker }: TradePosition): Prisma.Sql {
  if (order === "ticker") return Prisma.sql`(ticker, purchase_date) > (${ticker}::text, ${date}::date)`;
  if (order === "date") return Prisma.sql`(purchase_date, ticker) > (${date}::date, ${ticker}::text)`;
  return Prisma.sql`(purchase_date, ticker) < (${date}::date, ${ticker}::text)`;
}

const COLUMNS = { sector: Prisma.sql`sector`, ticker: Prisma.sql`ticker` };

const TRADE_ORDERS = {
  date: Prisma.sql`purchase_date, ticker`,
  "-date": Prisma.sql`purchase_date DESC, ticker DESC`,
  ticker: Prisma.sql`ticker, purchase_date`,
};
