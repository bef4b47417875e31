const YEAR_MONTHS = 12;
const NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A month as a number: months since year 0, so that months can be counted and compared. */
export const monthOf = (day: string): number =>
  Number(day.slice(0, 4)) * YEAR_MONTHS + Number(day.slice(5, "2000-01".length)) - 1;

export const yearOf = (month: number): number => Math.floor(month / YEAR_MONTHS);

/** The month as YYYY-MM. */
export const monthKey = (month: number): string =>
  `${String(yearOf(month)).padStart(4, "0")}-${String((month % YEAR_MONTHS) + 1).padStart(2, "0")}`;

export const firstDay = (month: number): string => `${monthKey(month)}-01`;

export function lastDay(month: number): string {
  const next = new Date(`${firstDay(month + 1)}T00:00:00Z`);
  next.setUTCDate(0);
  return next.toISOString().slice(0, "2000-01-01".length);
}

/** "May 2013", for axes. */
export const monthName = (month: number): string => `${NAMES[month % YEAR_MONTHS]} ${yearOf(month)}`;
