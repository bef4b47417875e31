/** A number's name, what it means, and the formula when words alone are not exact. */
export interface Definition {
  name: string;
  words: string;
  formula?: string;
}

/** Every number the dashboard shows, defined in one place. */
export const DEFINITIONS = {
  trades: {
    name: "Trades",
    words: "Purchases the strategy made: one for each ticker and purchase day. It never sells.",
  },
  invested: {
    name: "Invested",
    words: "The money spent on these purchases, without costs.",
    formula: "sum of price paid × shares bought",
  },
  value: {
    name: "Value",
    words: "What the purchased shares are worth at each ticker's last price in the dataset.",
    formula: "sum of last price × shares bought",
  },
  pnl: {
    name: "PnL",
    words:
      "Profit and loss. Nothing is sold, so every purchase is marked at its ticker's last price; costs are taken off.",
    formula: "sum of (last price − price paid) × shares − costs",
  },
  roi: {
    name: "ROI",
    words: "Profit for each dollar invested, over the whole holding time. It says nothing about how long that took.",
    formula: "PnL ÷ invested",
  },
  winRate: {
    name: "Win rate",
    words: "The share of purchases with a PnL above zero, marked at the last price, because no trade is closed.",
    formula: "purchases with PnL > 0 ÷ purchases",
  },
  moneyWeightedReturn: {
    name: "Money-weighted return",
    words:
      "The yearly interest at which a bank account with the same deposits on the same days would end at the same value. Early money counts longer than late money.",
    formula:
      "the rate x at which every payment and the end value, discounted by (1 + x)^(days ÷ 365), add up to zero (XIRR)",
  },
  timeWeightedReturn: {
    name: "Time-weighted return",
    words:
      "The growth of one dollar that was there all the time: monthly returns without the effect of new money, multiplied. It judges the holdings, not the timing of deposits.",
    formula: "product over all months of value at the end ÷ (value before + invested in the month), minus 1",
  },
  maxDrawdown: {
    name: "Max drawdown",
    words: "The deepest fall of the time-weighted index from a peak to a later low, measured at month ends.",
    formula: "lowest of index ÷ highest index so far − 1",
  },
  noSignalRoi: {
    name: "ROI with no signal",
    words:
      "The fair comparison: the same amount put into every ticker on every purchase day, whether the strategy gave a signal or not.",
    formula: "PnL ÷ invested, buying every candidate",
  },
  capital: {
    name: "Value and invested over time",
    words:
      "Invested adds up the money spent until each date. Value held is what all shares held on that date were worth at the prices of that date; it is known for whole sectors from the run's first day on, so not for single tickers or a later start. Cumulative PnL adds up what the purchases until that date earn by the last price, so it looks ahead to the end.",
  },
  purchases: {
    name: "PnL of each purchase",
    words:
      "Where a purchase stands is the day it was made; how high it stands is what it earns by its ticker's last price. When there are too many to draw one by one, the purchases of a month or a year are added up.",
  },
  sectors: {
    name: "PnL by sector",
    words: "The PnL of all purchases in each sector, with the same filters as the rest of the page.",
  },
  tickers: {
    name: "Best and worst tickers",
    words: "Tickers with the highest and the lowest PnL over all their purchases that pass the filters.",
  },
  accounting: {
    name: "Where the rows went",
    words:
      "Every row of the files is counted, from the bytes uploaded to the trades. The counts are for the whole run: filters do not change them.",
  },
} as const satisfies Record<string, Definition>;

export type DefinitionKey = keyof typeof DEFINITIONS;
