import type { DashboardFilter } from "./contract.ts";

/** Where sums by sector and month come from: whole months from the rollup, cut months and single tickers from the trades. */
export interface Sources {
  /** From the first of one month to before the first of another; null bounds are open. */
  months: { from: string | null; before: string | null } | null;
  /** Both days inside; null bounds are open. */
  days: DayRange[];
}

export interface DayRange {
  from: string | null;
  to: string | null;
}

/** Exact for any range of days: no purchase is in two of the sources, none is left out. */
export function sourcesOf({ tickers, from, to }: DashboardFilter): Sources {
  if (tickers.length > 0) return { months: null, days: [{ from, to }] };
  const months = { from: from && firstWholeMonth(from), before: to && endOfWholeMonths(to) };
  if (months.from && months.before && months.from >= months.before) return { months: null, days: [{ from, to }] };
  const days: DayRange[] = [];
  if (from && from !== months.from) days.push({ from, to: lastDayOfMonth(from) });
  if (to && to !== lastDayOfMonth(to)) days.push({ from: firstDayOfMonth(to), to });
  return { months, days };
}

const firstWholeMonth = (from: string): string => (from === firstDayOfMonth(from) ? from : nextMonth(from));

const endOfWholeMonths = (to: string): string => (to === lastDayOfMonth(to) ? nextMonth(to) : firstDayOfMonth(to));

const firstDayOfMonth = (day: string): string => `${day.slice(0, 7)}-01`;

function lastDayOfMonth(day: string): string {
  const [year, month] = yearAndMonth(day);
  // The calendar repeats every 400 years; Date reads years below 100 as 19xx.
  const days = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  return `${day.slice(0, 7)}-${days}`;
}

function nextMonth(day: string): string {
  const [year, month] = yearAndMonth(day);
  return month === 12 ? isoDay(year + 1, 1) : isoDay(year, month + 1);
}

const yearAndMonth = (day: string): [number, number] => [Number(day.slice(0, 4)), Number(day.slice(5, 7))];

const isoDay = (year: number, month: number): string =>
  `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-01`;
