import fc from "fast-check";
import type { TradeRow } from "./contract.ts";

/** Names that would break out of SQL, CSV or a spreadsheet if anything let them. */
export const SAMPLE_SECTORS = ["TECH", "ENERGY", "O'Brien'; DROP TABLE trade; --", "=1+1", 'Ä, "b"\nc\\', ""];
export const SAMPLE_TICKERS = Array.from({ length: 60 }, (_, i) => `${["", "=", "@", "a'", "Ü"][i % 5]}T${i}`);

/** From 2000 to 2003; the first ten tickers change their sector on the way. */
const SECTOR_CHANGE = "2002-01-01";

export const sampleDay = fc
  .date({ min: new Date("2000-01-03"), max: new Date("2003-12-20"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

/** Prices are eighths and volumes whole, so that sums are exact in any order. */
const eighths = fc.integer({ min: 1, max: 8_000 }).map((n) => n / 8);

const sampleTrade = fc
  .record({
    number: fc.nat(SAMPLE_TICKERS.length - 1),
    purchaseDate: sampleDay,
    purchasePrice: eighths,
    purchaseVolume: fc.integer({ min: 1, max: 50 }),
    lastPrice: eighths,
  })
  .map(({ number, ...trade }): TradeRow => {
    const shift = number < 10 && trade.purchaseDate >= SECTOR_CHANGE ? 1 : 0;
    const sector = SAMPLE_SECTORS[(number + shift) % SAMPLE_SECTORS.length] ?? "";
    const pnl = (trade.lastPrice - trade.purchasePrice) * trade.purchaseVolume;
    return { ticker: SAMPLE_TICKERS[number] ?? "", sector, ...trade, pnl };
  });

/** About `count` trades, the same for the same seed, ordered by ticker and date. */
export function sampleTrades(count: number, seed: number): TradeRow[] {
  const trades = fc.sample(sampleTrade, { numRuns: count, seed });
  const unique = new Map(trades.map((trade) => [`${trade.ticker} ${trade.purchaseDate}`, trade]));
  return [...unique.values()].sort(byTickerThenDate);
}

export const byTickerThenDate = (a: TradeRow, b: TradeRow): number =>
  byteOrder(a.ticker, b.ticker) || byteOrder(a.purchaseDate, b.purchaseDate);

export const byteOrder = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

export const sampleFilter = fc.record({
  sectors: fc.subarray([...SAMPLE_SECTORS, "'; DROP TABLE trade; --"]),
  tickers: fc.oneof(fc.constant<string[]>([]), fc.subarray([...SAMPLE_TICKERS, "' OR 1=1 --"], { maxLength: 6 })),
  from: fc.option(fc.oneof(sampleDay, sampleDay.map(firstDay)), { nil: null }),
  to: fc.option(fc.oneof(sampleDay, sampleDay.map(lastDay)), { nil: null }),
});

function firstDay(day: string): string {
  return `${day.slice(0, 7)}-01`;
}

function lastDay(day: string): string {
  return new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0)).toISOString().slice(0, 10);
}
