import type { Role } from "./contract.ts";
import { normalName } from "./header.ts";

type NamedRole = Exclude<Role, "none">;

/** Names as normalName spells them, the surest first. */
const NAMES: Record<NamedRole, readonly string[]> = {
  date: [
    ...["date", "tradedate", "tradingdate", "pricedate", "quotedate", "businessdate", "asofdate", "asof"],
    ...["day", "tradingday", "tradeday", "datetime", "timestamp", "time", "dt"],
  ],
  ticker: [
    ...["ticker", "tickersymbol", "symbol", "stocksymbol", "stockticker", "stockcode", "sym", "ric", "isin", "cusip"],
    ...["sedol", "stock", "code", "instrument", "security", "name"],
  ],
  sector: ["sector", "gicssector", "sectorname", "industry", "gicsindustry", "industrygroup", "industryname"],
  price: [
    ...["adjclose", "adjustedclose", "adjcloseprice", "adjustedcloseprice", "closeadj", "closeadjusted"],
    ...["close", "closeprice", "closingprice", "closelast", "price", "last", "lastprice", "settle", "px", "pxlast"],
  ],
  volume: ["volume", "vol", "sharevolume", "tradedvolume", "totalvolume", "sharestraded", "adjvolume"],
};

const PRICES = new Set([
  ...NAMES.price,
  ...["open", "high", "low", "openprice", "highprice", "lowprice", "openingprice", "adjopen", "adjhigh", "adjlow"],
  ...["vwap", "bid", "ask", "mid", "average", "averageprice"],
]);

/** Columns with these names are often something else, so their values must look like tickers, too. */
const VAGUE_TICKERS = new Set(["stock", "code", "instrument", "security", "name"]);
const TICKER = /^[A-Z^][A-Z0-9.\-^=]{0,9}$/;

/** Which role a column's name suggests, and how strongly: 0 is surest. Undefined for none. */
export function roleOfName(name: string, samples: readonly string[]): { role: NamedRole; rank: number } | undefined {
  const normal = normalName(name);
  for (const role of ["date", "ticker", "sector", "price", "volume"] as const) {
    const rank = NAMES[role].indexOf(normal);
    if (rank < 0) continue;
    const isVague = role === "ticker" && VAGUE_TICKERS.has(normal);
    return isVague && !samples.every((sample) => TICKER.test(sample)) ? undefined : { role, rank };
  }
  return undefined;
}

/** Prices are broken numbers even where the sample happens to have whole ones only. */
export const isPriceName = (name: string): boolean => PRICES.has(normalName(name));

/** Names of days and instants: digits under them may count days or seconds. */
export const isDateName = (name: string): boolean => {
  const normal = normalName(name);
  return NAMES.date.includes(normal) || /date|time|epoch|^ts$|^created|^updated|^modified/.test(normal);
};

const CODES = new Set([
  ...[
    "zip",
    "zipcode",
    "postal",
    "postcode",
    "plz",
    "cik",
    "isin",
    "cusip",
    "sedol",
    "figi",
    "lei",
    "iban",
    "ean",
    "upc",
  ],
  ...["gtin", "phone", "tel", "account", "code", "id", "key", "no", "nr", "num", "number", "ref", "serial", "sku"],
]);

/** Names under which digits are a code, whatever they look like. */
export function isCodeName(name: string): boolean {
  const words =
    name
      .replace(/([a-z])([A-Z])/g, "$1 $2")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.some((word) => CODES.has(word));
}
