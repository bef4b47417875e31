import { MONTHS } from "./days.ts";

export type MaskPart = "year" | "shortYear" | "month" | "monthName" | "day" | "dayOfYear" | "week" | "weekday";

/** A way to write a day: what its letters stand for, as a pattern and in the words of strptime. */
export interface DateMask {
  /** yyyy or yy year, mm month, mmm or mmmm its name, d or dd day, ddd day of the year, Www week; the rest is written as it stands. */
  name: string;
  grammar: string;
  /** What each capture of the grammar is. */
  parts: readonly MaskPart[];
  strptime: string;
  /** Digits alone, which can as well be a number. */
  isBare: boolean;
}

const TOKEN = /yyyy|yy|Www|mmmm|mmm|mm?|ddd|dd?|./gu;

export function compileMask(name: string): DateMask {
  const tokens = name.match(TOKEN) ?? [];
  const isBare = /^[ymd]+$/.test(name) && !name.includes("mmm");
  const isFixed = isBare || name === "yyyy-mm-dd";
  const isWeek = name.includes("Www");
  const pieces = tokens.map((token) => piece(token, { isFixed, isWeek, isNamed: name.includes("mmm") }));
  return {
    name,
    grammar: pieces.map(({ grammar }) => grammar).join(""),
    parts: pieces.flatMap(({ part }) => part ?? []),
    strptime: pieces.map(({ strptime }) => strptime).join(""),
    isBare,
  };
}

interface Piece {
  grammar: string;
  strptime: string;
  part?: MaskPart;
}

interface Setting {
  /** Days and months have two digits. */
  isFixed: boolean;
  isWeek: boolean;
  /** The month is a word: a dash may then stand for a space. */
  isNamed: boolean;
}

function piece(token: string, { isFixed, isWeek, isNamed }: Setting): Piece {
  const digits = isFixed ? "([0-9]{2})" : "([0-9]{1,2})";
  switch (token) {
    case "yyyy":
      return { grammar: "([0-9]{4})", strptime: isWeek ? "%G" : "%Y", part: "year" };
    case "yy":
      return { grammar: "([0-9]{2})", strptime: "%y", part: "shortYear" };
    case "Www":
      return { grammar: "W([0-9]{2})", strptime: "W%V", part: "week" };
    case "mmmm":
      return { grammar: `(${MONTHS.map(anyCase).join("|")})`, strptime: "%B", part: "monthName" };
    case "mmm":
      return {
        grammar: `(${MONTHS.map((month) => anyCase(month.slice(0, 3))).join("|")})`,
        strptime: "%b",
        part: "monthName",
      };
    case "m":
    case "mm":
      return { grammar: digits, strptime: "%m", part: "month" };
    case "ddd":
      return { grammar: "([0-9]{3})", strptime: "%j", part: "dayOfYear" };
    case "d":
    case "dd":
      return isWeek
        ? { grammar: "([1-7])", strptime: "%u", part: "weekday" }
        : { grammar: digits, strptime: "%d", part: "day" };
    case " ":
      return { grammar: isNamed ? "[ -]" : " ", strptime: " " };
    default:
      return { grammar: token === "." ? "\\." : token, strptime: token };
  }
}

function anyCase(word: string): string {
  return [...word].map((letter) => `[${letter.toUpperCase()}${letter}]`).join("");
}
