/** One row of prices as the strategy sees it; `date` is an ISO day. A file without an open or close column leaves it out. */
export interface PriceRow {
  ticker: string;
  sector: string | null;
  date: string;
  price: number | null;
  open?: number | null;
  close?: number | null;
}

export interface ReferenceParams {
  /** Currency spent on every purchase. */
  amount: number;
  /** Rows before today that the average looks at. */
  window: number;
  /** True: today joins the average, and a short history gives a partial window. False: the window must be full. */
  includeToday: boolean;
  calendar: "global" | "per_ticker";
  /** Prices outside these bounds, both inclusive, are removed before anything else happens. */
  band: { min: number; max: number } | null;
  fill: "same_close" | "next_open" | "next_close";
  costBps: number;
}

export interface ReferenceTrade {
  ticker: string;
  sector: string | null;
  /** The day of the fill: the day of the signal, or the ticker's next row for the next_* fills. */
  purchaseDate: string;
  purchasePrice: number;
  purchaseVolume: number;
  lastPrice: number;
  pnl: number;
}

interface ReferenceAccounting {
  rowsIn: number;
  droppedWithoutPrice: number;
  droppedByBand: number;
  candidates: number;
  signals: number;
  trades: number;
}

/** A row that has passed the filters. */
interface Quote extends PriceRow {
  price: number;
}

export const SEED_EXACT: ReferenceParams = {
  amount: 100,
  window: 7,
  includeToday: true,
  calendar: "global",
  band: { min: 0.1, max: 1000 },
  fill: "same_close",
  costBps: 0,
};

export const CAUSAL: ReferenceParams = { ...SEED_EXACT, includeToday: false, band: null };

/** Relative to the previous close. A smaller difference is rounding noise of the sum, that is a tie, and a tie is no signal. */
export const TIE_TOLERANCE = 1e-12;

/**
 * The moving-average strategy in plain loops: the yardstick the tests hold the SQL against.
 * Trades come back sorted by ticker (byte order), then date. Two priced rows of one ticker and date are an error.
 */
export function referenceTrades(
  rows: PriceRow[],
  params: ReferenceParams,
): { trades: ReferenceTrade[]; accounting: ReferenceAccounting } {
  const priced = rows.filter(hasPrice);
  const quotes = priced.filter((quote) => isInBand(quote.price, params.band));
  const globalCalendar = firstDaysOfMonths(quotes);

  const accounting: ReferenceAccounting = {
    rowsIn: rows.length,
    droppedWithoutPrice: rows.length - priced.length,
    droppedByBand: priced.length - quotes.length,
    candidates: 0,
    signals: 0,
    trades: 0,
  };
  const trades: ReferenceTrade[] = [];

  for (const history of histories(quotes)) {
    const calendar = params.calendar === "global" ? globalCalendar : firstDaysOfMonths(history);
    for (const [today, quote] of history.entries()) {
      if (!calendar.has(quote.date)) continue;
      accounting.candidates += 1;
      if (!isSignal(history, today, params)) continue;
      accounting.signals += 1;
      const trade = fill(history, today, params);
      if (trade) trades.push(trade);
    }
  }
  accounting.trades = trades.length;
  return { trades, accounting };
}

function hasPrice(row: PriceRow): row is Quote {
  return row.price !== null;
}

function isInBand(price: number, band: ReferenceParams["band"]): boolean {
  return band === null || (price >= band.min && price <= band.max);
}

function firstDaysOfMonths(quotes: Quote[]): Set<string> {
  const firstDays = new Map<string, string>();
  for (const { date } of quotes) {
    const month = date.slice(0, "2000-01".length);
    const first = firstDays.get(month);
    if (first === undefined || date < first) firstDays.set(month, date);
  }
  return new Set(firstDays.values());
}

/** One list of quotes per ticker, oldest first, in byte order of the tickers. */
function histories(quotes: Quote[]): Quote[][] {
  const byTicker = Map.groupBy(quotes, (quote) => quote.ticker);
  const tickers = [...byTicker.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return tickers.map((ticker) => {
    const history = (byTicker.get(ticker) ?? []).toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
    refuseDuplicates(history);
    return history;
  });
}

function refuseDuplicates(history: Quote[]): void {
  for (const [i, quote] of history.entries()) {
    if (quote.date === history[i + 1]?.date) {
      throw new Error(`Ticker ${quote.ticker} has more than one price on ${quote.date}.`);
    }
  }
}

function isSignal(history: Quote[], today: number, params: ReferenceParams): boolean {
  const average = averageAt(history, today, params);
  const previous = history[today - 1]?.price ?? 0;
  return average !== undefined && previous - average > TIE_TOLERANCE * previous;
}

function averageAt(history: Quote[], today: number, { window, includeToday }: ReferenceParams): number | undefined {
  if (!includeToday && today < window) return undefined;
  const first = Math.max(0, today - window);
  const end = includeToday ? today + 1 : today;
  let sum = 0;
  for (const quote of history.slice(first, end)) sum += quote.price;
  return sum / (end - first);
}

/** Undefined when the purchase cannot happen: no next row, or no positive price to pay. */
function fill(history: Quote[], today: number, params: ReferenceParams): ReferenceTrade | undefined {
  const signal = history[today];
  const filled = params.fill === "same_close" ? signal : history[today + 1];
  const last = history.at(-1);
  if (!signal || !filled || !last) return undefined;

  const purchasePrice = priceToPay(filled, params.fill);
  if (purchasePrice === null || !(purchasePrice > 0)) return undefined;

  const purchaseVolume = params.amount / purchasePrice;
  return {
    ticker: signal.ticker,
    sector: signal.sector,
    purchaseDate: filled.date,
    purchasePrice,
    purchaseVolume,
    lastPrice: last.price,
    pnl: (last.price - purchasePrice) * purchaseVolume - (params.amount * params.costBps) / 10_000,
  };
}

function priceToPay(quote: Quote, fill: ReferenceParams["fill"]): number | null {
  if (fill === "same_close") return quote.price;
  const quoted = fill === "next_open" ? quote.open : quote.close;
  return quoted === undefined ? quote.price : quoted;
}
