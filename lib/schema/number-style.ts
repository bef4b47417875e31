import { literal } from "#lib/platform/engine/sql.ts";

/** What stands between thousands and before decimals. */
export interface Marks {
  point: "." | ",";
  group: "" | "," | "." | " " | "'";
}

/** How a number is written: its marks and what stands around it. Named by an example: "1,234.5", "($1,234.5)". */
export interface NumberStyle extends Marks {
  name: string;
  /** In front or behind, with or without a space; a value without it is the same. */
  currency: string;
  /** Every value ends in %, which is taken off, or divides by a hundred. */
  percent: "" | "taken-off" | "divides";
  /** (1.5) is −1.5. */
  accounting: boolean;
  /** 1.5- is −1.5. */
  minusBehind: boolean;
  /** A person said that digits which a DOUBLE does not keep may go. */
  rounded: boolean;
}

const NUMBER_MARKS: Record<string, Marks> = {
  "1.5": { point: ".", group: "" },
  "1,5": { point: ",", group: "" },
  "1,234.5": { point: ".", group: "," },
  "1.234,5": { point: ",", group: "." },
  "1 234,5": { point: ",", group: " " },
  "1 234.5": { point: ".", group: " " },
  "1'234.5": { point: ".", group: "'" },
};

const WHOLE_MARKS: Record<string, Marks> = {
  "123": { point: ".", group: "" },
  "1,234": { point: ".", group: "," },
  "1.234": { point: ",", group: "." },
  "1 234": { point: ".", group: " " },
  "1'234": { point: ".", group: "'" },
};

export const NUMBER_NAMES = Object.keys(NUMBER_MARKS);
export const WHOLE_NAMES = Object.keys(WHOLE_MARKS);

/** Signs and codes of currencies that may stand beside an amount. */
export const CURRENCIES = [
  ...["$", "€", "£", "¥", "₹", "₩", "₽", "₺", "R$", "US$", "kr", "zł"],
  ...["USD", "EUR", "GBP", "JPY", "CHF", "CNY", "CAD", "AUD", "HKD", "INR", "SEK", "NOK", "DKK", "PLN", "BRL", "KRW"],
];

const ROUNDED = " rounded";

/** Undefined when no number is written like this name. */
export function numberStyle(name: string): NumberStyle | undefined {
  const style = styleOf(unroundedName(name), NUMBER_MARKS);
  return style && { ...style, name, rounded: name.endsWith(ROUNDED) };
}

/** Names the style of which a DOUBLE need not keep all digits. */
export const roundedName = (name: string): string => `${unroundedName(name)}${ROUNDED}`;

/** The same numbers, of which a DOUBLE must keep all digits. */
export const unroundedName = (name: string): string => (name.endsWith(ROUNDED) ? name.slice(0, -ROUNDED.length) : name);

/** Whole numbers are decorated with signs alone. */
export function wholeStyle(name: string): NumberStyle | undefined {
  const style = styleOf(name, WHOLE_MARKS);
  return style && style.currency === "" && style.percent === "" ? style : undefined;
}

function styleOf(name: string, marks: Record<string, Marks>): NumberStyle | undefined {
  const [, open = "", currency = "", base = "", percent = "", close = "", minus = "", as = ""] =
    /^(\()?([^0-9(]*?) ?([0-9][0-9., ']*[0-9]|[0-9])(%)?(\))?(-)?(?: as (1\.5|0\.015))?$/.exec(name) ?? [];
  const found = Object.hasOwn(marks, base) ? marks[base] : undefined;
  if (!found || (open === "") !== (close === "") || (open && minus) || (percent === "") !== (as === ""))
    return undefined;
  if (currency && (percent || !CURRENCIES.includes(currency))) return undefined;
  const style = {
    ...found,
    currency,
    percent: percent === "" ? ("" as const) : as === "1.5" ? ("taken-off" as const) : ("divides" as const),
    accounting: open !== "",
    minusBehind: minus !== "",
  };
  return styleName(base, style) === name ? { name, ...style, rounded: false } : undefined;
}

export type Decoration = Omit<NumberStyle, "name" | "rounded" | keyof Marks>;

export const PLAIN: Decoration = { currency: "", percent: "", accounting: false, minusBehind: false };

export const isPlain = ({ currency, percent, accounting, minusBehind }: Decoration): boolean =>
  !currency && !percent && !accounting && !minusBehind;

/** The name of a base style with what stands around it. */
export function styleName(base: string, { currency, percent, accounting, minusBehind }: Decoration): string {
  const amount = `${/[a-z.]$/i.test(currency) ? `${currency} ` : currency}${base}${percent && "%"}`;
  const as = percent && (percent === "divides" ? " as 0.015" : " as 1.5");
  return `${accounting ? `(${amount})` : amount}${minusBehind ? "-" : ""}${as}`;
}

const ANY_SPACE = " \u00a0\u202f\u2009";
const SIGN = "[+\\-−]";

/** The characters that may stand between thousands. */
const groupCharacters = ({ group }: Marks): string => (group === " " ? ANY_SPACE : group === "'" ? "'’" : group);

/** Whole part without a leading zero. */
export function wholeGrammar(marks: Marks): string {
  const characters = groupCharacters(marks);
  return characters ? `(?:0|[1-9][0-9]{0,2}(?:[${characters}][0-9]{3})+|[1-9][0-9]*)` : "(?:0|[1-9][0-9]*)";
}

/** A number of this style; `digits` is what stands between signs, currency and percent. */
export function decorated(digits: string, { currency, percent, accounting, minusBehind }: NumberStyle): string {
  const space = `[${ANY_SPACE}]?`;
  const money = escaped(currency);
  const amount = money ? `(?:${money}${space})?${digits}(?:${space}${money})?` : digits;
  const hundredth = percent ? `${space}%` : "";
  const ways = [`${SIGN}?${amount}${hundredth}`];
  if (money) ways.push(`${money}${space}${SIGN}${digits}`);
  if (accounting) ways.push(`\\(${amount}${hundredth}\\)`);
  if (accounting && money) ways.push(`${money}${space}\\(${digits}\\)`);
  if (minusBehind) ways.push(`${amount}${hundredth}-`);
  return ways.length > 1 ? `(?:${ways.join("|")})` : (ways[0] ?? "");
}

const escaped = (text: string): string => text.replace(/[.$]/g, "\\$&");

/**
 * Gives a number in digits, point and minus alone, as engines read it. Decorated numbers have no exponent, whose minus
 * would be taken for theirs.
 */
export function plainReader(style: NumberStyle): (text: string) => string {
  const dropped = new RegExp(`[${droppedBy(style).replace(/[-\\\]]/g, "\\$&")}]`, "g");
  const isBare = isPlain(style);
  return (text) => {
    const digits = isBare && !style.group ? text : text.replace(dropped, "");
    const pointed = style.point === "," ? digits.replace(",", ".") : digits;
    if (isBare) return pointed.replace("−", "-");
    return `${/[-−(]/.test(text) ? "-" : ""}${pointed}${style.percent === "divides" ? "e-2" : ""}`;
  };
}

/** plainReader in DuckDB. */
export function plainSql(cell: string, style: NumberStyle): string {
  const dropped = droppedBy(style);
  const digits = dropped ? `translate(${cell}, ${literal(dropped)}, '')` : cell;
  const pointed = style.point === "," ? `replace(${digits}, ',', '.')` : digits;
  if (isPlain(style)) return `replace(${pointed}, '−', '-')`;
  const minus = `CASE WHEN regexp_matches(${cell}, '[-−(]') THEN '-' ELSE '' END`;
  return `${minus} || ${pointed}${style.percent === "divides" ? " || 'e-2'" : ""}`;
}

function droppedBy(style: NumberStyle): string {
  const beside = isPlain(style) ? "" : `+-−()%${ANY_SPACE}${style.currency}`;
  return [...new Set(`${groupCharacters(style)}${beside}`)].join("");
}
