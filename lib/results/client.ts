import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { fetchJson } from "#lib/platform/fetch-json.ts";
import {
  type DashboardFilter,
  DashboardView,
  type ExportFormat,
  FilterOptions,
  TickerMatches,
  type TickerSearch,
  TradePage,
  type TradeQuery,
} from "./contract.ts";

/** Where a run's results are read: the owner's address, or a visitor's (`sharedResults` in share/client.ts). */
export const runResults = (runId: number): string => `/api/runs/${runId}`;

export const exportPath = (runId: number, format: ExportFormat): string =>
  `${runResults(runId)}/export?format=${format}`;

/** The filter as a query string without its question mark; the same for pages and requests. What narrows nothing is left out. */
export function dashboardSearch({ sectors = [], tickers = [], from, to }: Partial<DashboardFilter>): string {
  return searchOf({ sectors, tickers, from, to });
}

// A published result never changes, so nothing here is asked for twice.
const immutable = { staleTime: Number.POSITIVE_INFINITY };

export const dashboardQuery = (base: string, filter: Partial<DashboardFilter>) => {
  const search = dashboardSearch(filter);
  return queryOptions({
    queryKey: ["results", base, "dashboard", search],
    queryFn: ({ signal }) => fetchJson(`${base}/dashboard?${search}`, DashboardView, { signal }),
    placeholderData: keepPreviousData,
    ...immutable,
  });
};

export const optionsQuery = (base: string) =>
  queryOptions({
    queryKey: ["results", base, "options"],
    queryFn: ({ signal }) => fetchJson(`${base}/options`, FilterOptions, { signal }),
    ...immutable,
  });

export const tickersQuery = (base: string, { sectors, q, limit }: Partial<TickerSearch>) => {
  const search = searchOf({ sectors, q, limit: limit?.toString() });
  return queryOptions({
    queryKey: ["results", base, "tickers", search],
    queryFn: ({ signal }) => fetchJson(`${base}/tickers?${search}`, TickerMatches, { signal }),
    placeholderData: keepPreviousData,
    ...immutable,
  });
};

/** Page after page of trades; `after` is the paging's own. */
export const tradesQuery = (base: string, { order, limit, ...filter }: Partial<Omit<TradeQuery, "after">>) => {
  const search = join(dashboardSearch(filter), searchOf({ order, limit: limit?.toString() }));
  return infiniteQueryOptions({
    queryKey: ["results", base, "trades", search],
    queryFn: ({ pageParam, signal }) =>
      fetchJson(`${base}/trades?${join(search, searchOf({ after: pageParam }))}`, TradePage, { signal }),
    initialPageParam: firstPage(),
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    ...immutable,
  });
};

const firstPage = (): string | null => null;

function searchOf(values: Record<string, string | string[] | null | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    for (const item of [value ?? []].flat()) if (item !== "" || Array.isArray(value)) search.append(name, item);
  return search.toString();
}

const join = (...searches: string[]): string => searches.filter(Boolean).join("&");
