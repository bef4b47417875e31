import { dayNumber, dayOf, isoDay } from "./days.ts";
import { EMPTY, type Format, fitting, misfit, SPACED } from "./format.ts";

const MISSING_DAY = "29 February 1900, which Excel counts though it never was";
const NO_DAY = "outside the days that a spreadsheet counts";
/** 9999-12-31 in the count that begins with 1900. */
const LAST_1900 = 2_958_465;
const DAYS_BETWEEN_COUNTS = 1_462;

/** Day numbers of spreadsheets: 1 is 1900-01-01, or 0 is 1904-01-01. */
export type SerialCount = "1900" | "1904";

/** The day of a serial number; a text says why there is none. */
export function serialDay(serial: number, count: SerialCount): string | { iso: string } {
  if (count === "1900" && serial === 60) return MISSING_DAY;
  const last = count === "1900" ? LAST_1900 : LAST_1900 - DAYS_BETWEEN_COUNTS;
  if (serial < (count === "1900" ? 1 : 0) || serial > last) return NO_DAY;
  return { iso: isoDay(dayOf(firstDay(serial, count) + serial)) };
}

/** The day before the first; after the day that never was, everything is one day later. */
function firstDay(serial: number, count: SerialCount): number {
  if (count === "1904") return dayNumber({ year: 1904, month: 1, day: 1 });
  return dayNumber({ year: 1899, month: 12, day: serial < 60 ? 31 : 30 });
}

/** A DATE, NULL where serialDay gives a text; `serial` is an INTEGER. */
export function serialDaySql(serial: string, count: SerialCount): string {
  if (count === "1904")
    return `CASE WHEN ${serial} BETWEEN 0 AND ${LAST_1900 - DAYS_BETWEEN_COUNTS} THEN DATE '1904-01-01' + ${serial} END`;
  return `CASE WHEN ${serial} BETWEEN 1 AND 59 THEN DATE '1899-12-31' + ${serial}
    WHEN ${serial} BETWEEN 61 AND ${LAST_1900} THEN DATE '1899-12-30' + ${serial} END`;
}

export const serialFailureSql = (serial: string, count: SerialCount): string =>
  count === "1900" ? `CASE WHEN ${serial} = 60 THEN '${MISSING_DAY}' ELSE '${NO_DAY}' END` : `'${NO_DAY}'`;

function serialDate(count: SerialCount): Format {
  const serial = (cell: string) => `TRY_CAST(${cell} AS INTEGER)`;
  return {
    type: "date",
    name: `excel ${count}`,
    example: count === "1900" ? "43861" : "42399",
    grammar: "0|[1-9][0-9]{0,6}",
    explanations: [EMPTY, SPACED, ["[0-9]+\\.[0-9]+", "has a time of day"], ["-[0-9.]+", NO_DAY]],
    otherwise: "not the day number of a spreadsheet",
    read(text) {
      const day = serialDay(Number(text), count);
      return typeof day === "string" ? misfit(day) : fitting(day.iso);
    },
    sql: {
      type: "DATE",
      value: (cell) => serialDaySql(serial(cell), count),
      failure: (cell) => serialFailureSql(serial(cell), count),
    },
    needs: ["date-name", "an-answer"],
  };
}

export const SERIAL_DATES: readonly Format[] = [serialDate("1900"), serialDate("1904")];
