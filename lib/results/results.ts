import { z } from "zod";
import { AppError } from "#lib/platform/errors.ts";
import type { User } from "#lib/platform/session.ts";
import type { FilterOptions, TickerMatches, TickerSearch, TradePage, TradeQuery } from "./contract.ts";
import { findPeriod, findRun, listSectors, listTradesAfter, type ResultScope, searchTickers } from "./queries.ts";
import { readPosition, writePosition } from "./trade-position.ts";

/** A published run, looked up for its owner: the scope of every read, and where its Parquet lies. */
export interface OwnedRun extends ResultScope {
  tradesKey: string | null;
}

const RunId = z.coerce.number().int().positive().max(2_147_483_647);

/** `runId` as it stands in a URL. Throws not_found for what is no run of this owner, conflict while it has no result. */
export async function getOwnedRun(owner: User, runId: string | number): Promise<OwnedRun> {
  const id = RunId.safeParse(runId);
  const run = id.success ? await findRun(owner.id, id.data) : null;
  if (!run) throw new AppError("not_found", "There is no such run.");
  if (!run.publishedAt) throw new AppError("conflict", "This run has no result yet.");
  return { runId: run.id, tradesKey: run.tradesKey };
}

/** What the filter bar can offer for a run. */
export async function getFilterOptions(scope: ResultScope): Promise<FilterOptions> {
  const [sectors, period] = await Promise.all([listSectors(scope), findPeriod(scope)]);
  return { sectors, period: period ?? null };
}

export async function listTickers(scope: ResultScope, search: TickerSearch): Promise<TickerMatches> {
  const matches = await searchTickers(scope, search);
  return { total: matches[0]?.total ?? 0, tickers: matches.map(({ ticker, sector }) => ({ ticker, sector })) };
}

/** One page of trades; `next` leads to the page after it, without gap or repetition. */
export async function listTrades(scope: ResultScope, query: TradeQuery): Promise<TradePage> {
  const after = query.after === null ? null : readPosition(query.after);
  const trades = await listTradesAfter(scope, query, after, query.limit + 1);
  const page = trades.slice(0, query.limit);
  const last = page.at(-1);
  return { trades: page, next: last && trades.length > page.length ? writePosition(last) : null };
}
