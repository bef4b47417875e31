import type { Explanation } from "./format.ts";

/** A way to write a time of day. Its grammar captures hour, minute and, where they are written, second, fraction and half of the day. */
export interface Clock {
  name: string;
  example: string;
  grammar: string;
  /** The captures as hh:mm:ss with up to six decimals. */
  read(groups: readonly string[]): string;
  /** The same in DuckDB: a TIME. */
  sql(text: string): string;
}

const HOUR = "([01]?[0-9]|2[0-3])";
const HALF_HOUR = "(0?[1-9]|1[0-2])";
const SIXTY = "([0-5][0-9])";
const HALF = " ?([AaPp])\\.?[Mm]\\.?";

export const CLOCKS: readonly Clock[] = [
  {
    name: "hh:mm:ss",
    example: "15:30:00",
    grammar: `${HOUR}:${SIXTY}:${SIXTY}(\\.[0-9]{1,6})?`,
    read: ([hour = "", minute = "", second = "", fraction = ""]) =>
      `${hour.padStart(2, "0")}:${minute}:${second}${trimmed(fraction)}`,
    sql: (text) => `TRY_CAST(${text} AS TIME)`,
  },
  {
    name: "hh:mm",
    example: "15:30",
    grammar: `${HOUR}:${SIXTY}`,
    read: ([hour = "", minute = ""]) => `${hour.padStart(2, "0")}:${minute}:00`,
    sql: (text) => `TRY_CAST(${text} || ':00' AS TIME)`,
  },
  {
    name: "hh:mm:ss am",
    example: "3:30:00 PM",
    grammar: `${HALF_HOUR}:${SIXTY}:${SIXTY}${HALF}`,
    read: ([hour = "", minute = "", second = "", half = ""]) => `${fullHour(hour, half)}:${minute}:${second}`,
    sql: (text) => halved(text, "%I:%M:%S%p"),
  },
  {
    name: "hh:mm am",
    example: "3:30 PM",
    grammar: `${HALF_HOUR}:${SIXTY}${HALF}`,
    read: ([hour = "", minute = "", half = ""]) => `${fullHour(hour, half)}:${minute}:00`,
    sql: (text) => halved(text, "%I:%M%p"),
  },
];

const halved = (text: string, strptime: string): string =>
  `CAST(try_strptime(upper(translate(${text}, ' .', '')), '${strptime}') AS TIME)`;

/** Decimals without their last zeros, as engines show them. */
export const trimmed = (fraction: string): string => fraction.replace(/\.?0+$/, "");

function fullHour(hour: string, half: string): string {
  const afterNoon = half.toLowerCase() === "p" ? 12 : 0;
  return String((Number(hour) % 12) + afterNoon).padStart(2, "0");
}

/** Why something like a time of day is none, or not one written as `name`; `before` is what stands before it. */
export const clockExplanations = (name: string, before = ""): readonly Explanation[] => [
  [`${before}24:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]*)?)?`, "24 is no hour of a day: midnight is 00:00 of the next"],
  [`${before}[0-9]{1,2}:[0-9]{2}:60(?:\\.[0-9]*)?`, "a leap second, which most databases do not have"],
  [`${before}[0-9]{1,2}:[0-9]{2}:[0-9]{2}\\.[0-9]{7,}`, "more than 6 decimals of a second"],
  [`${before}(?:2[4-9]|[3-9][0-9]):.*|${before}[0-9]{1,2}:(?:[6-9][0-9]).*`, "not a time of day"],
  [`${before}[0-9]{1,2}:[0-9]{2}:[6-9][0-9].*`, "not a time of day"],
  ...(name.startsWith("hh:mm:ss")
    ? [[`${before}[0-9]{1,2}:[0-9]{2}(?: ?[AaPp][Mm])?`, "has no seconds"] satisfies Explanation]
    : [[`${before}[0-9]{1,2}:[0-9]{2}:[0-9]{2}.*`, "has seconds"] satisfies Explanation]),
];
