"use client";

import { createParser, parseAsNativeArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { IsoDate } from "#lib/platform/wire.ts";
import { type DashboardFilter, TradeOrder } from "#lib/results/contract.ts";

const day = createParser({
  parse: (text: string) => IsoDate.safeParse(text).data ?? null,
  serialize: (text: string) => text,
});

const VIEW = {
  sectors: parseAsNativeArrayOf(parseAsString).withDefault([]),
  tickers: parseAsNativeArrayOf(parseAsString).withDefault([]),
  from: day,
  to: day,
  order: parseAsStringLiteral(TradeOrder.options).withDefault("date"),
};

export interface View {
  filter: DashboardFilter;
  order: TradeOrder;
  isFiltered: boolean;
  narrow: (change: Partial<DashboardFilter>) => void;
  sortBy: (order: TradeOrder) => void;
  clear: () => void;
}

const EVERYTHING: DashboardFilter = { sectors: [], tickers: [], from: null, to: null };

/** The whole state of a dashboard, kept in the page's address: a reload or a link shows the same. */
export function useView(): View {
  const [{ order, ...filter }, set] = useQueryStates(VIEW, { history: "replace" });
  return {
    filter,
    order,
    isFiltered: filter.sectors.length > 0 || filter.tickers.length > 0 || filter.from !== null || filter.to !== null,
    narrow: (change) => set(change),
    sortBy: (next) => set({ order: next }),
    clear: () => set(EVERYTHING),
  };
}

/** With the value when it was not there, without it when it was. */
export const toggled = (values: string[], value: string): string[] =>
  values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
