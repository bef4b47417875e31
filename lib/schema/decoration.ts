import { CURRENCIES, type Decoration, NUMBER_NAMES, PLAIN, styleName, WHOLE_NAMES } from "./number-style.ts";

const TEXTS_SEEN = 2_000;

/** Names of the formats of numbers that a column's texts could be written in: plain ones, and those with the signs that stand in them. */
export function numberNames(texts: readonly string[]): { integer: string[]; number: string[] } {
  const seen = texts.slice(0, TEXTS_SEEN);
  const signs = {
    ...PLAIN,
    accounting: seen.some((text) => /^[^0-9]*\(.*[0-9].*\)$/.test(text)),
    minusBehind: seen.some((text) => /[0-9]-$/.test(text)),
  };
  const hasPercent = seen.some((text) => /[0-9] ?%\)?-?$/.test(text));
  const currency = hasPercent ? "" : commonCurrency(seen);
  const percents = hasPercent ? (["divides", "taken-off"] as const) : ([""] as const);
  const decorations = percents.map((percent): Decoration => ({ ...signs, currency, percent }));
  const number = decorations.flatMap((decoration) => NUMBER_NAMES.map((base) => styleName(base, decoration)));
  return {
    integer: [...new Set([...WHOLE_NAMES, ...WHOLE_NAMES.map((base) => styleName(base, signs))])],
    number: [...new Set([...NUMBER_NAMES, ...number])],
  };
}

function commonCurrency(texts: readonly string[]): string {
  const counts = CURRENCIES.map((currency) => ({
    currency,
    count: texts.filter((text) => isBeside(text, currency)).length,
  }));
  const [most] = counts.sort((a, b) => b.count - a.count || b.currency.length - a.currency.length);
  return most && most.count > 0 ? most.currency : "";
}

/** Nothing but signs, blanks and marks of numbers stand between the currency and the digits. */
function isBeside(text: string, currency: string): boolean {
  const trimmed = text.replace(/^[-+−(]+|[-)]+$/g, "");
  if (trimmed.startsWith(currency)) return /^[-+−( \u00a0\u202f]*[0-9.,]/.test(trimmed.slice(currency.length));
  return trimmed.endsWith(currency) && /[0-9.,][ \u00a0\u202f]*$/.test(trimmed.slice(0, -currency.length));
}
