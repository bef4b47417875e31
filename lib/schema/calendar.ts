import { EMPTY, type Explanation, type Format, fitting, misfit, SPACED } from "./format.ts";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH_NAME = `(${MONTHS.map(anyCase).join("|")})`;
const TIME = "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]";
const NOT_A_DAY = "not a day in the calendar";

const BASE: readonly Explanation[] = [EMPTY, SPACED];

type Part = "year" | "month" | "day";

interface DateSpelling {
  name: string;
  example: string;
  grammar: string;
  order: readonly [Part, Part, Part];
  /** The same spelling in strptime's words, after `prepared`. */
  strptime: string;
  prepared?: (cell: string) => string;
}

function date({ name, example, grammar, order, strptime, prepared = (cell) => cell }: DateSpelling): Format {
  const day = (cell: string) => `CAST(try_strptime(${prepared(cell)}, '${strptime}') AS DATE)`;
  return {
    type: "date",
    name,
    example,
    grammar,
    explanations: [
      ...BASE,
      [`(?:${grammar})[ T][0-9].*`, "has a time of day"],
      ["[0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,4}|[0-9]{8}", `a date, but not written as ${name}`],
    ],
    otherwise: `not a date written as ${name}`,
    read(_, groups) {
      const part = (wanted: Part) => numbered(groups[order.indexOf(wanted)] ?? "");
      return isDay(part("year"), part("month"), part("day"))
        ? fitting(isoDay(part("year"), part("month"), part("day")))
        : misfit(NOT_A_DAY);
    },
    sql: {
      type: "DATE",
      value: (cell) => `CASE WHEN ${day(cell)} >= DATE '0001-01-01' THEN ${day(cell)} END`,
      failure: () => `'${NOT_A_DAY}'`,
      ...(name === "yyyy-mm-dd" ? { fast: fastDay } : {}),
    },
  };
}

function fastDay(cell: string): { test: string; value: string } {
  const value = `TRY_CAST(${cell} AS DATE)`;
  return { test: `CAST(${value} AS VARCHAR) = ${cell} AND strlen(${cell}) = 10`, value };
}

const separated = (separator: string): string => `([0-9]{1,2})${separator}([0-9]{1,2})${separator}([0-9]{4})`;
const YMD = ["year", "month", "day"] as const;
const DMY = ["day", "month", "year"] as const;
const MDY = ["month", "day", "year"] as const;

export const DATES: readonly Format[] = [
  {
    name: "yyyy-mm-dd",
    example: "2020-01-31",
    grammar: "([0-9]{4})-([0-9]{2})-([0-9]{2})",
    order: YMD,
    strptime: "%Y-%m-%d",
  },
  {
    name: "yyyy/mm/dd",
    example: "2020/01/31",
    grammar: "([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})",
    order: YMD,
    strptime: "%Y/%m/%d",
  },
  { name: "dd/mm/yyyy", example: "31/01/2020", grammar: separated("/"), order: DMY, strptime: "%d/%m/%Y" },
  { name: "mm/dd/yyyy", example: "01/31/2020", grammar: separated("/"), order: MDY, strptime: "%m/%d/%Y" },
  { name: "dd.mm.yyyy", example: "31.01.2020", grammar: separated("\\."), order: DMY, strptime: "%d.%m.%Y" },
  { name: "dd-mm-yyyy", example: "31-01-2020", grammar: separated("-"), order: DMY, strptime: "%d-%m-%Y" },
  { name: "mm-dd-yyyy", example: "01-31-2020", grammar: separated("-"), order: MDY, strptime: "%m-%d-%Y" },
  { name: "yyyymmdd", example: "20200131", grammar: "([0-9]{4})([0-9]{2})([0-9]{2})", order: YMD, strptime: "%Y%m%d" },
  {
    name: "d mmm yyyy",
    example: "31 Jan 2020",
    grammar: `([0-9]{1,2})[ -]${MONTH_NAME}[ -]([0-9]{4})`,
    order: DMY,
    strptime: "%d %b %Y",
    prepared: (cell: string) => `replace(${cell}, '-', ' ')`,
  },
  {
    name: "mmm d, yyyy",
    example: "Jan 31, 2020",
    grammar: `${MONTH_NAME} ([0-9]{1,2}), ([0-9]{4})`,
    order: MDY,
    strptime: "%b %d, %Y",
  },
].map(date);

const moment = (cell: string): string => `TRY_CAST(replace(replace(${cell}, 'T', ' '), 'Z', '') AS TIMESTAMP)`;

export const TIMESTAMPS: readonly Format[] = [
  {
    type: "timestamp",
    name: "yyyy-mm-dd hh:mm:ss",
    example: "2020-01-31 15:30:00",
    grammar: `([0-9]{4})-([0-9]{2})-([0-9]{2})[ T](${TIME})(?:\\.([0-9]{1,6}))?Z?`,
    explanations: [
      ...BASE,
      ["[0-9]{4}-[0-9]{2}-[0-9]{2}", "has no time of day"],
      [`[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]${TIME}\\.[0-9]{7,}Z?`, "more than 6 decimals of a second"],
      [`[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]${TIME}(?:\\.[0-9]+)? ?[+-][0-9:]+`, "has a time zone"],
      ["[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}", "has no seconds"],
      ["[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}.*", "not a time of day"],
    ],
    otherwise: "not a time written as yyyy-mm-dd hh:mm:ss",
    read(_, [year = "", month = "", day = "", time, fraction = ""]) {
      if (!isDay(Number(year), Number(month), Number(day))) return misfit(NOT_A_DAY);
      const decimals = fraction.replace(/0+$/, "");
      return fitting(`${year}-${month}-${day} ${time}${decimals && `.${decimals}`}`);
    },
    sql: {
      type: "TIMESTAMP",
      value: (cell) => `CASE WHEN ${moment(cell)} >= TIMESTAMP '0001-01-01' THEN ${moment(cell)} END`,
      failure: () => `'${NOT_A_DAY}'`,
      fast(cell) {
        const value = `TRY_CAST(${cell} AS TIMESTAMP)`;
        const range = `${value} BETWEEN TIMESTAMP '0001-01-01' AND TIMESTAMP '9999-12-31 23:59:59.999999'`;
        return { test: `CAST(${value} AS VARCHAR) = ${cell} AND ${range}`, value };
      },
    },
  },
];

function isDay(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  return day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

const isoDay = (year: number, month: number, day: number): string =>
  `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;

/** A month by number or by its English name. */
function numbered(text: string): number {
  const month = MONTHS.indexOf(text.toLowerCase());
  return month < 0 ? Number(text) : month + 1;
}

function anyCase(word: string): string {
  return [...word].map((letter) => `[${letter.toUpperCase()}${letter}]`).join("");
}
