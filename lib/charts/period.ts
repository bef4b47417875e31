import { firstDay, lastDay, monthKey, monthOf, yearOf } from "./month.ts";

const YEAR_MONTHS = 12;
const LAST_YEARS = [1, 5, 10, 25];

/** Two days, both inclusive; null: open at that end. */
export interface Bounds {
  from: string | null;
  to: string | null;
}

export interface PeriodChoice {
  /** Stable name, also of the choice in a menu. */
  name: string;
  bounds: Bounds;
}

interface Period {
  from: string;
  to: string;
}

/** The choices that mean something for a run that spans this period: all, the last years, and decades when there are several. */
export function periodChoices(period: Period): { last: PeriodChoice[]; decades: PeriodChoice[] } {
  const [first, last] = [monthOf(period.from), monthOf(period.to)];
  const years = LAST_YEARS.filter((count) => count * YEAR_MONTHS <= last - first);
  const decades = decadesOf(yearOf(first), yearOf(last));
  return {
    last: [
      { name: "Whole run", bounds: { from: null, to: null } },
      ...years.map((count) => ({
        name: count === 1 ? "Last year" : `Last ${count} years`,
        bounds: { from: firstDay(last - count * YEAR_MONTHS + 1), to: null },
      })),
    ],
    decades: decades.length > 1 ? decades : [],
  };
}

function decadesOf(first: number, last: number): PeriodChoice[] {
  const starts = Array.from(
    { length: Math.floor(last / 10) - Math.floor(first / 10) + 1 },
    (_, i) => (Math.floor(first / 10) + i) * 10,
  );
  return starts.map((year) => ({
    name: `${year}s`,
    bounds: { from: `${String(year).padStart(4, "0")}-01-01`, to: `${String(year + 9).padStart(4, "0")}-12-31` },
  }));
}

/** The choice that these bounds are, or undefined when they are the reader's own. */
export function chosenPeriod(period: Period, { from, to }: Bounds): PeriodChoice | undefined {
  const { last, decades } = periodChoices(period);
  return [...last, ...decades].find(({ bounds }) => bounds.from === from && bounds.to === to);
}

/** Where the slider's two thumbs stand, in months since the run's first; bounds outside the run rest at its ends. */
export function thumbs(period: Period, { from, to }: Bounds): [number, number] {
  const [first, last] = [monthOf(period.from), monthOf(period.to)];
  const held = (month: number) => Math.min(last, Math.max(first, month)) - first;
  return [from ? held(monthOf(from)) : 0, to ? held(monthOf(to)) : last - first];
}

/** The bounds that two thumbs stand for: whole months, open where a thumb rests at its end. */
export function boundsOf(period: Period, [start, end]: [number, number]): Bounds {
  const first = monthOf(period.from);
  return {
    from: start === 0 ? null : firstDay(first + start),
    to: end === monthOf(period.to) - first ? null : lastDay(first + end),
  };
}

/** Two days typed in the wrong order still mean the time between them. */
export const inOrder = ({ from, to }: Bounds): Bounds =>
  from !== null && to !== null && from > to ? { from: to, to: from } : { from, to };

/** The month a thumb stands on, as YYYY-MM. */
export const thumbLabel = (period: Period, thumb: number): string => monthKey(monthOf(period.from) + thumb);
