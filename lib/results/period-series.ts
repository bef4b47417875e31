import { type DashboardView, MAX_POINTS, type PeriodPoint } from "./contract.ts";

/** Sums of one month, or of one year; `month` is its first day. */
export interface MonthSums {
  month: string;
  trades: number;
  invested: number;
  pnl: number;
  heldValue: number | null;
}

type Series = Pick<DashboardView, "grain" | "series">;

const MONTHS_PER_YEAR = 12;

/** Ascending months become an unbroken series, one point per month or, when those are too many, per year. */
export function periodSeries(months: MonthSums[]): Series {
  const span = spanInMonths(months);
  if (span <= MAX_POINTS) return { grain: "month", series: accumulate(withoutGaps(months, 1)) };
  // Fifteen centuries mean that a date is wrong somewhere: then only the years that have purchases are worth a point.
  const isUnbroken = span <= MAX_POINTS * MONTHS_PER_YEAR;
  return {
    grain: "year",
    series: accumulate(isUnbroken ? withoutGaps(years(months), MONTHS_PER_YEAR) : years(months)),
  };
}

function spanInMonths(months: MonthSums[]): number {
  const [first, last] = [months[0], months.at(-1)];
  return first && last ? monthNumber(last.month) - monthNumber(first.month) + 1 : 0;
}

/** What is held at the end of a year is what was held at the end of its last month. */
function years(months: MonthSums[]): MonthSums[] {
  const byYear = Map.groupBy(months, ({ month }) => month.slice(0, 4));
  return [...byYear].map(([year, members]) => ({
    month: `${year}-01-01`,
    trades: sum(members, "trades"),
    invested: sum(members, "invested"),
    pnl: sum(members, "pnl"),
    heldValue: members.at(-1)?.heldValue ?? null,
  }));
}

function* withoutGaps(periods: MonthSums[], step: number): Generator<MonthSums> {
  let next = 0;
  for (const period of periods) {
    const here = monthNumber(period.month);
    for (; next > 0 && next < here; next += step) yield emptyMonth(next);
    yield period;
    next = here + step;
  }
}

function accumulate(periods: Iterable<MonthSums>): PeriodPoint[] {
  let [cumulativeInvested, cumulativePnl] = [0, 0];
  return Array.from(periods, ({ month, ...sums }) => {
    cumulativeInvested += sums.invested;
    cumulativePnl += sums.pnl;
    return { date: month, ...sums, cumulativeInvested, cumulativePnl };
  });
}

/** Months since the year 0. */
const monthNumber = (day: string): number => Number(day.slice(0, 4)) * MONTHS_PER_YEAR + Number(day.slice(5, 7)) - 1;

function emptyMonth(number: number): MonthSums {
  const year = String(Math.floor(number / MONTHS_PER_YEAR)).padStart(4, "0");
  const month = String((number % MONTHS_PER_YEAR) + 1).padStart(2, "0");
  return { month: `${year}-${month}-01`, trades: 0, invested: 0, pnl: 0, heldValue: null };
}

const sum = (members: MonthSums[], what: "trades" | "invested" | "pnl"): number =>
  members.reduce((total, member) => total + member[what], 0);
