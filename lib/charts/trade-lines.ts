import type { z } from "zod";
import { formatDay, formatMoney } from "#lib/platform/format.ts";
import type { TradeRow } from "#lib/results/contract.ts";
import { type Tone, toneOf } from "./chart-model.ts";
import { sectorColour } from "./sector-colour.ts";

/** A trade as its line of the table: exact values, already written out. */
export interface TradeLine {
  key: string;
  date: string;
  ticker: string;
  sector: string;
  colour: string;
  price: string;
  shares: string;
  lastPrice: string;
  pnl: string;
  tone: Tone;
}

const EXACT_DIGITS = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 17 });
const PRICE = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 6 });

export const tradeLine = (trade: z.infer<typeof TradeRow>): TradeLine => ({
  key: `${trade.ticker} ${trade.purchaseDate}`,
  date: formatDay(trade.purchaseDate),
  ticker: trade.ticker,
  sector: trade.sector,
  colour: sectorColour(trade.sector),
  price: PRICE.format(trade.purchasePrice),
  shares: PRICE.format(trade.purchaseVolume),
  lastPrice: PRICE.format(trade.lastPrice),
  pnl: formatMoney(trade.pnl, { exact: true }),
  tone: toneOf(trade.pnl),
});

/** Every digit of the numbers of a trade, for whoever points at them. */
export const exactDigits = (value: number): string => EXACT_DIGITS.format(value).replace("-", "−");
