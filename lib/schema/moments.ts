import { type Day, dayNumber, dayOf, isoDay } from "./days.ts";

const MS_A_DAY = 86_400_000;
const FIRST_MS = dayNumber({ year: 1, month: 1, day: 1 }) * MS_A_DAY;
const END_MS = (dayNumber({ year: 9999, month: 12, day: 31 }) + 1) * MS_A_DAY;

export const OUTSIDE_YEARS = "outside the years 1 to 9999";

/** Milliseconds since 1970 of a day and a time such as 15:30:00, as if it were UTC; decimals are left out. */
export function clockMs(day: Day, time: string): number {
  const [hour = 0, minute = 0, second = 0] = time.slice(0, 8).split(":").map(Number);
  return dayNumber(day) * MS_A_DAY + ((hour * 60 + minute) * 60 + second) * 1_000;
}

/** An instant as people see it, in UTC; `fraction` is what follows its whole seconds. Undefined outside the years 1 to 9999. */
export function shownInstant(ms: number, fraction: string): string | undefined {
  if (ms < FIRST_MS || ms >= END_MS) return undefined;
  const day = Math.floor(ms / MS_A_DAY);
  return `${isoDay(dayOf(day))} ${new Date(ms - day * MS_A_DAY).toISOString().slice(11, 19)}${fraction}Z`;
}

/** NULL for instants outside the years 1 to 9999. */
export const inYearsSql = (instant: string): string =>
  `CASE WHEN ${instant} BETWEEN TIMESTAMPTZ '0001-01-01 00:00:00+00' AND TIMESTAMPTZ '9999-12-31 23:59:59.999999+00' THEN ${instant} END`;
