/** Money put in on a day. */
export interface Flow {
  date: string;
  invested: number;
}

/** One month of the run: what was put in at its start, and what everything held was worth at its end. */
export interface EquityMonth {
  month: string;
  invested: number;
  held: number;
}

const DAY_MS = 86_400_000;
const YEAR_DAYS = 365;
const BISECTIONS = 200;

/**
 * Annual rate x at which the flows grow to the final value: sum of CF·(1+x)^((end−day)/365) = value (XIRR).
 * Null without a flow before the end, or when no rate between −99.99 % and 1,000,000 % a year does.
 */
export function moneyWeightedReturn(flows: Flow[], value: number, end: string): number | null {
  const years = flows.map(({ date }) => (Date.parse(end) - Date.parse(date)) / DAY_MS / YEAR_DAYS);
  if (flows.length === 0 || years.every((time) => time <= 0)) return null;
  const excess = (rate: number) =>
    flows.reduce((sum, { invested }, at) => sum + invested * (1 + rate) ** (years[at] ?? 0), 0) - value;
  let low = -0.9999;
  let high = 10_000;
  if (!(excess(low) <= 0) || !(excess(high) >= 0)) return null;
  for (let step = 0; step < BISECTIONS && high - low > 1e-12; step++) {
    const middle = (low + high) / 2;
    if (excess(middle) > 0) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

/** Growth of one unit by month, money coming in at the month's start: r = held / (held before + invested) − 1. */
export function timeWeightedIndex(months: EquityMonth[]): number[] {
  const index: number[] = [];
  let before = 0;
  let level = 1;
  for (const { invested, held } of months) {
    const base = before + invested;
    if (base > 0) level *= held / base;
    index.push(level);
    before = held;
  }
  return index;
}

/** Null when nothing was ever held. */
export function timeWeightedReturn(months: EquityMonth[]): number | null {
  const last = timeWeightedIndex(months).at(-1);
  return last === undefined || !Number.isFinite(last) ? null : last - 1;
}

/** The deepest fall of the time-weighted index from a peak before it, as a negative ratio; 0 when it never fell. */
export function maxDrawdown(months: EquityMonth[]): number | null {
  let peak = 1;
  let deepest = 0;
  for (const level of timeWeightedIndex(months)) {
    if (!Number.isFinite(level)) return null;
    peak = Math.max(peak, level);
    deepest = Math.min(deepest, level / peak - 1);
  }
  return months.length > 0 ? deepest : null;
}

/** a / b, or null where that has no answer. */
export function ratio(a: number, b: number): number | null {
  return b === 0 || !Number.isFinite(a / b) ? null : a / b;
}
