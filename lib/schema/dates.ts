import { literal } from "#lib/platform/engine/sql.ts";
import { compileMask, type DateMask, type MaskPart } from "./date-masks.ts";
import { type Day, dayNumber, dayOf, dayOfWeek, isDay, isLeapYear, isoDay, MONTHS } from "./days.ts";
import { EMPTY, type Explanation, type Format, fitting, misfit, SPACED } from "./format.ts";
import { SERIAL_DATES } from "./serial-dates.ts";

export const NOT_A_DAY = "not a day in the calendar";
const TWO_CENTURIES = "a year of two digits that can be 19.. or 20..";

/** Names and examples; the first of those that read a column in the same way is proposed. */
const MASKS: readonly (readonly [name: string, example: string])[] = [
  ["yyyy-mm-dd", "2020-01-31"],
  ["yyyy/mm/dd", "2020/01/31"],
  ["yyyy.mm.dd", "2020.01.31"],
  ["dd/mm/yyyy", "31/01/2020"],
  ["mm/dd/yyyy", "01/31/2020"],
  ["dd.mm.yyyy", "31.01.2020"],
  ["mm.dd.yyyy", "01.31.2020"],
  ["dd-mm-yyyy", "31-01-2020"],
  ["mm-dd-yyyy", "01-31-2020"],
  ["dd mm yyyy", "31 01 2020"],
  ["yyyymmdd", "20200131"],
  ["ddmmyyyy", "31012020"],
  ["mmddyyyy", "01312020"],
  ["d mmm yyyy", "31 Jan 2020"],
  ["d mmmm yyyy", "31 January 2020"],
  ["mmm d, yyyy", "Jan 31, 2020"],
  ["mmmm d, yyyy", "January 31, 2020"],
  ["mmm d yyyy", "Jan 31 2020"],
  ["dd/mmm/yyyy", "31/Jan/2020"],
  ["yyyy-mmm-dd", "2020-Jan-31"],
  ["ddmmmyyyy", "31JAN2020"],
  ["d mmm yy", "31-Jan-20"],
  ["dd/mm/yy", "31/01/20"],
  ["mm/dd/yy", "01/31/20"],
  ["yy/mm/dd", "20/01/31"],
  ["dd.mm.yy", "31.01.20"],
  ["dd-mm-yy", "31-01-20"],
  ["mm-dd-yy", "01-31-20"],
  ["yy-mm-dd", "20-01-31"],
  ["yymmdd", "200131"],
  ["yyyy-ddd", "2020-031"],
  ["yyyyddd", "2020031"],
  ["yyyy-Www-d", "2020-W05-5"],
  ["yyyy年m月d日", "2020年1月31日"],
];

/** Every value is the first day of its month; a person alone can say so. */
const MONTH_MASKS: readonly (readonly [name: string, example: string])[] = [
  ["yyyy-mm", "2020-01"],
  ["mm/yyyy", "01/2020"],
  ["mmm yyyy", "Jan 2020"],
];

/** Day-first and month-first digits alone: an early year shows that the year comes first. */
const LATE_YEARS = ["ddmmyyyy", "mmddyyyy"];

function dateFormat(mask: DateMask, example: string, lastYear?: number): Format {
  const name = lastYear ? `${mask.name} to ${lastYear}` : mask.name;
  return {
    type: "date",
    name,
    example,
    grammar: mask.grammar,
    explanations: explanationsOf(mask, name),
    otherwise: `not a date written as ${name}`,
    read(_, groups) {
      const day = readDay(mask.parts, groups, lastYear);
      if (typeof day === "string") return misfit(day);
      return isDay(day) && isLate(mask, day) ? fitting(isoDay(day)) : misfit(NOT_A_DAY);
    },
    sql: {
      type: "DATE",
      value: valueSql(mask, lastYear),
      failure: (cell) => failureSql(mask, cell, lastYear),
      ...(name === "yyyy-mm-dd" ? { fast: fastDay } : {}),
    },
    marks: mask.name.includes("mmm") ? "a" : mask.name.replace(/[ymdW]/g, ""),
    needs: [
      ...(mask.isBare || isLikeVersion(mask) ? ["date-name" as const] : []),
      ...(lastYear ? ["no-other" as const] : []),
    ],
  };
}

/** 1.2.20 is as often the number of a version. */
const isLikeVersion = ({ name, parts }: DateMask): boolean => name.includes(".") && parts.includes("shortYear");

const explanationsOf = (mask: DateMask, name: string): readonly Explanation[] => [
  EMPTY,
  SPACED,
  [`(?:${mask.grammar})[ T,]+[0-9].*`, "has a time of day"],
  ["[0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,4}|[0-9]{8}", `a date, but not written as ${name}`],
];

/** The day of the captures, whether the calendar has it or not; a text says why there is none. */
function readDay(parts: readonly MaskPart[], groups: readonly string[], lastYear: number | undefined): Day | string {
  const text = (part: MaskPart) => groups[parts.indexOf(part)] ?? "";
  const short = parts.includes("shortYear") ? fullYear(text("shortYear"), lastYear) : undefined;
  if (parts.includes("shortYear") && short === undefined) return TWO_CENTURIES;
  const year = short ?? Number(text("year"));
  if (parts.includes("week")) return dayOfWeek(year, Number(text("week")), Number(text("weekday"))) ?? NOT_A_DAY;
  if (parts.includes("dayOfYear")) return dayOfYear(year, Number(text("dayOfYear")));
  const month = parts.includes("month") ? Number(text("month")) : monthOf(text("monthName"));
  return { year, month, day: parts.includes("day") ? Number(text("day")) : 1 };
}

const monthOf = (name: string): number =>
  MONTHS.findIndex((month) => month.startsWith(name.toLowerCase().slice(0, 3))) + 1;

function dayOfYear(year: number, number: number): Day | string {
  if (year < 1 || number < 1 || number > (isLeapYear(year) ? 366 : 365)) return NOT_A_DAY;
  return dayOf(dayNumber({ year, month: 1, day: 1 }) + number - 1);
}

/** Without a last year only what every common reading agrees on: 1969 to 2029. */
function fullYear(digits: string, lastYear: number | undefined): number | undefined {
  const short = Number(digits);
  if (lastYear) return short + 100 * Math.floor((lastYear - short) / 100);
  if (short <= 29) return 2000 + short;
  return short >= 69 ? 1900 + short : undefined;
}

const isLate = ({ name }: DateMask, { year }: Day): boolean => !LATE_YEARS.includes(name) || year >= 1500;

function valueSql(mask: DateMask, lastYear: number | undefined): (cell: string) => string {
  const strptime = literal(mask.strptime.replace("%y", "%Y"));
  const first = LATE_YEARS.includes(mask.name) ? "DATE '1500-01-01'" : "DATE '0001-01-01'";
  // Strptime lets a day 366 and a week 53 run over into the next year.
  const runsOver = mask.parts.includes("dayOfYear") || mask.parts.includes("week");
  return (cell) => {
    const text = mask.grammar.includes("[ -]") ? `replace(${cell}, '-', ' ')` : cell;
    const whole = mask.parts.includes("shortYear") ? withCentury(text, mask, lastYear) : text;
    const day = `CAST(try_strptime(${whole}, ${strptime}) AS DATE)`;
    const isSame = runsOver ? ` AND strftime(${day}, ${strptime}) = ${cell}` : "";
    return `CASE WHEN ${day} BETWEEN ${first} AND DATE '9999-12-31'${isSame} THEN ${day} END`;
  };
}

/** The year stands at one end of every mask that has two digits of it. */
const shortYearSql = (cell: string, { name }: DateMask): string =>
  name.startsWith("yy") ? `left(${cell}, 2)` : `right(${cell}, 2)`;

function withCentury(cell: string, mask: DateMask, lastYear: number | undefined): string {
  const digits = shortYearSql(cell, mask);
  const last = String((lastYear ?? 2029) % 100).padStart(2, "0");
  const century = Math.floor((lastYear ?? 2029) / 100);
  const first = lastYear ? "'00'" : "'69'";
  const prefix = `CASE WHEN ${digits} <= '${last}' THEN '${century}' WHEN ${digits} >= ${first} THEN '${century - 1}' END`;
  return mask.name.startsWith("yy") ? `(${prefix}) || ${cell}` : `left(${cell}, -2) || (${prefix}) || ${digits}`;
}

function failureSql(mask: DateMask, cell: string, lastYear: number | undefined): string {
  if (lastYear || !mask.parts.includes("shortYear")) return literal(NOT_A_DAY);
  const isOpen = `${shortYearSql(cell, mask)} BETWEEN '30' AND '68'`;
  return `CASE WHEN ${isOpen} THEN ${literal(TWO_CENTURIES)} ELSE ${literal(NOT_A_DAY)} END`;
}

function fastDay(cell: string): { test: string; value: string } {
  const value = `TRY_CAST(${cell} AS DATE)`;
  return { test: `CAST(${value} AS VARCHAR) = ${cell} AND strlen(${cell}) = 10`, value };
}

const DAY_FORMATS: readonly Format[] = MASKS.map(([name, example]) => dateFormat(compileMask(name), example));
const MONTH_FORMATS = MONTH_MASKS.map(
  ([name, example]): Format => ({ ...dateFormat(compileMask(name), example), needs: ["a-person"] }),
);

export const DATES: readonly Format[] = [...DAY_FORMATS, ...SERIAL_DATES, ...MONTH_FORMATS];

/** The last years of the two windows that programs use for years of two digits. */
const WINDOWS = [2029, 2068];

/** Those that a year of two digits needs beside the plain ones. */
export const WINDOWED_DATES: readonly Format[] = MASKS.filter(([name]) => isShort(name)).flatMap(([name]) =>
  WINDOWS.flatMap((year) => findDate(`${name} to ${year}`) ?? []),
);

function isShort(name: string): boolean {
  return compileMask(name).parts.includes("shortYear");
}

/** Also those with the last year of the hundred that two digits can mean: "dd/mm/yy to 2029". */
export function findDate(name: string): Format | undefined {
  const [, mask = "", year] = /^(.*) to ((?:19|20)[0-9]{2})$/.exec(name) ?? [];
  const [, example = ""] = MASKS.find(([known]) => known === mask) ?? [];
  if (!year || !example || !isShort(mask)) return DATES.find((format) => format.name === name);
  return dateFormat(compileMask(mask), example, Number(year));
}
