import { adjustedCloses, barsAround } from "./bars.ts";
import type { CsvBuffer } from "./csv-buffer.ts";
import { MODELS } from "./model.ts";
import type { SimulateOptions } from "./options.ts";
import { type PricePath, pricePath } from "./path.ts";
import { Random } from "./random.ts";
import { tickerName, tickerSector } from "./ticker.ts";

const DAY_CHARS = "2000-01-01".length;
const COMMA = 44;
const encoder = new TextEncoder();

export const HEADERS = {
  nine: "date,ticker,sector,adj_close,high,low,open,close,volume\n",
  four: "date,ticker,sector,price\n",
} as const;

/** Writes all rows of one ticker, oldest first. `days` are ISO days. */
export function writeTicker(ticker: number, days: string[], options: SimulateOptions, csv: CsvBuffer): void {
  const path = pricePath(MODELS[options.model], days.length, new Random(options.seed, ticker, "path"));
  const startRow = rowStarter(ticker, days, options.seed, csv);
  if (options.model === "seed") writeFlatRows(path, options, startRow, csv);
  else if (options.columns === "four") writePriceRows(path, startRow, csv);
  else writeBarRows(path, new Random(options.seed, ticker, "bars"), startRow, csv);
}

/** Writes `date,ticker,sector,` of the day with this index. */
type StartRow = (day: number) => void;

function rowStarter(ticker: number, days: string[], seed: number, csv: CsvBuffer): StartRow {
  const dates = encoder.encode(days.join(""));
  const label = encoder.encode(`,${tickerName(ticker)},${tickerSector(ticker, seed)},`);
  return (day) => {
    csv.slice(dates, day * DAY_CHARS, (day + 1) * DAY_CHARS);
    csv.slice(label, 0, label.length);
  };
}

/** The original has one price in five columns, with every digit, and one volume. */
function writeFlatRows({ closes }: PricePath, { columns }: SimulateOptions, startRow: StartRow, csv: CsvBuffer): void {
  for (let day = 0; day < closes.length; day++) {
    const price = String(closes[day]);
    startRow(day);
    csv.ascii(price);
    if (columns === "nine") csv.ascii(`,${price},${price},${price},${price},1000000`);
    csv.endLine();
  }
}

function writePriceRows(path: PricePath, startRow: StartRow, csv: CsvBuffer): void {
  const prices = adjustedCloses(path);
  for (let day = 0; day < prices.length; day++) {
    startRow(day);
    csv.price(prices[day] ?? 0);
    csv.endLine();
  }
}

function writeBarRows(path: PricePath, random: Random, startRow: StartRow, csv: CsvBuffer): void {
  const { open, high, low, close, volume } = barsAround(path, random);
  const columns = [adjustedCloses(path), high, low, open, close];
  for (let day = 0; day < close.length; day++) {
    startRow(day);
    for (const column of columns) {
      csv.price(column[day] ?? 0);
      csv.byte(COMMA);
    }
    csv.integer(volume[day] ?? 0);
    csv.endLine();
  }
}
