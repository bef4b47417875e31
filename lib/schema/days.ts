const MS_A_DAY = 86_400_000;

export interface Day {
  year: number;
  month: number;
  day: number;
}

export const MONTHS = [
  ...["january", "february", "march", "april", "may", "june"],
  ...["july", "august", "september", "october", "november", "december"],
];

/** From 0001-01-01 to 9999-12-31, in the calendar that engines and databases use for all of time. */
export function isDay({ year, month, day }: Day): boolean {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return false;
  return day <= daysIn(year, month);
}

export const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

function daysIn(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

export const isoDay = ({ year, month, day }: Day): string =>
  `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;

/** Days since 1970-01-01. */
export function dayNumber({ year, month, day }: Day): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() / MS_A_DAY;
}

export function dayOf(number: number): Day {
  const date = new Date(number * MS_A_DAY);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** 1 for Monday to 7 for Sunday. */
export const weekdayOf = (day: Day): number => ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1;

/** The Monday of a year's first week by ISO 8601, as a day number. */
export function firstMonday(year: number): number {
  const fourth = { year, month: 1, day: 4 };
  return dayNumber(fourth) - weekdayOf(fourth) + 1;
}

/** Undefined when the year has no such week. */
export function dayOfWeek(year: number, week: number, weekday: number): Day | undefined {
  const number = firstMonday(year) + (week - 1) * 7 + weekday - 1;
  return week >= 1 && number < firstMonday(year + 1) ? dayOf(number) : undefined;
}
