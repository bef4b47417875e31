import type { z } from "zod";
import { formatDay, formatMoney } from "#lib/platform/format.ts";
import type { TradeRow } from "#lib/results/contract.ts";
import { type Tone, toneOf } from "./chart-model.ts";
import { sectorColour } from "./sector-colour.ts";

/** A number as it is shown, and every digit of it. */
export interface ExactNumber {
  text: string;
  exact: string;
}

/** A trade as its line of the table, already written out. */
export interface TradeLine {
  key: string;
  date: string;
  ticker: string;
  sector: string;
  colour: string;
  price: ExactNumber;
  shares: ExactNumber;
  lastPrice: ExactNumber;
  pnl: ExactNumber;
  tone: Tone;
}

const ALL_DIGITS = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 17 });
const FOUR_DECIMALS = new Intl.NumberFormat("en-US", { minimumFractionDigits: 4, maximumFractionDigits: 4 });
const SMALL = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 4 });
const SMALLEST_IN_COLUMN = 0.01;

export const tradeLine = (trade: z.infer<typeof TradeRow>): TradeLine => ({
  key: `${trade.ticker} ${trade.purchaseDate}`,
  date: formatDay(trade.purchaseDate),
  ticker: trade.ticker,
  sector: trade.sector,
  colour: sectorColour(trade.sector),
  price: priceOf(trade.purchasePrice),
  shares: priceOf(trade.purchaseVolume),
  lastPrice: priceOf(trade.lastPrice),
  pnl: { text: formatMoney(trade.pnl, { exact: true }), exact: digitsOf(trade.pnl) },
  tone: toneOf(trade.pnl),
});

/** Four decimals stand under each other; a value too small for them keeps four digits. */
const priceOf = (value: number): ExactNumber => ({
  text: (value !== 0 && Math.abs(value) < SMALLEST_IN_COLUMN ? SMALL : FOUR_DECIMALS).format(value),
  exact: digitsOf(value),
});

const digitsOf = (value: number): string => ALL_DIGITS.format(value).replace("-", "−");
