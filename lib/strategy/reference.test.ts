import { describe, expect, test } from "vitest";
import { CAUSAL, type PriceRow, referenceTrades, SEED_EXACT } from "#lib/strategy/reference.ts";

/** Business days from one ISO day to another, both included. */
function businessDays(from: string, to: string): string[] {
  const days: string[] = [];
  for (let time = Date.parse(from); time <= Date.parse(to); time += 86_400_000) {
    const day = new Date(time);
    if (day.getUTCDay() !== 0 && day.getUTCDay() !== 6) days.push(day.toISOString().slice(0, 10));
  }
  return days;
}

/** One ticker's rows on consecutive business days; a null price is a day without one. */
function series(ticker: string, from: string, prices: (number | null)[]): PriceRow[] {
  const days = businessDays(from, "2100-01-01").slice(0, prices.length);
  return days.map((date, i) => ({ ticker, sector: "ENERGY", date, price: prices[i] ?? null }));
}

const datesOf = (rows: PriceRow[], params = CAUSAL) => referenceTrades(rows, params).trades.map((t) => t.purchaseDate);

/** 2020-01-22 is eight business days before 2020-02-03, so a series from there meets February on its ninth row. */
const BEFORE_FEBRUARY = "2020-01-22";
const RISING = [10, 10, 10, 10, 10, 10, 10, 11];

describe("the ten published purchases of SIFAXE", () => {
  const LAST_CLOSE = 986.942885298281;
  const GOLDEN = [
    { date: "1900-04-02", price: 30.7259226213843, volume: 3.2545808707597, pnl: 3112.08543502417 },
    { date: "1900-05-01", price: 33.01160439065, volume: 3.02923780427719, pnl: 2889.68469880796 },
    { date: "1900-07-02", price: 44.1725714024022 },
    { date: "1900-08-01", price: 40.7496067454853 },
    { date: "1900-09-03", price: 45.8091604487636 },
    { date: "1901-01-01", price: 41.8799225459209 },
    { date: "1901-06-03", price: 58.0976554867287 },
    { date: "1901-07-01", price: 54.2839555794407 },
    { date: "1901-08-01", price: 59.5815253899518 },
    { date: "1901-10-01", price: 57.0460959668743, volume: 1.75296833736122, pnl: 1630.07962871181 },
  ];

  /** Flat, hence silent, but for a dip and a recovery ahead of each purchase. */
  function goldenSeries(): PriceRow[] {
    const days = businessDays("1900-01-05", "1901-10-31");
    const prices = days.map(() => 40.1);
    for (const { date, price } of GOLDEN) {
      const today = days.indexOf(date);
      prices.fill(price * 0.9, today - 7, today - 1);
      prices[today - 1] = price * 1.1;
      prices[today] = price;
    }
    prices[prices.length - 1] = LAST_CLOSE;
    return days.map((date, i) => ({
      ticker: "SIFAXE",
      sector: "CONSUMER DURABLES",
      date,
      price: prices[i] ?? null,
    }));
  }

  const { trades } = referenceTrades(goldenSeries(), SEED_EXACT);

  test("are exactly the purchases made, at those prices, marked at that last close", () => {
    expect(trades.map(({ purchaseDate, purchasePrice }) => [purchaseDate, purchasePrice])).toEqual(
      GOLDEN.map(({ date, price }) => [date, price]),
    );
    for (const trade of trades) {
      expect(trade).toMatchObject({ ticker: "SIFAXE", sector: "CONSUMER DURABLES", lastPrice: LAST_CLOSE });
    }
  });

  test.each(GOLDEN.filter((golden) => golden.volume !== undefined))(
    "agree in volume and PnL to the printed digits on $date",
    ({ date, volume, pnl }) => {
      const trade = trades.find(({ purchaseDate }) => purchaseDate === date);
      expect(Number(trade?.purchaseVolume.toPrecision(15))).toBe(volume);
      expect(Number(trade?.pnl.toPrecision(15))).toBe(pnl);
    },
  );
});

describe("seed-exact", () => {
  test("averages eight rows, today's among them", () => {
    const cheapToday = series("A", BEFORE_FEBRUARY, [10, 10, 10, 10, 10, 10, 10, 10, 9]);
    expect(datesOf(cheapToday, SEED_EXACT)).toEqual(["2020-02-03"]);
    expect(datesOf(cheapToday, CAUSAL)).toEqual([]);
    const eighthRowBack = series("A", BEFORE_FEBRUARY, [10, 1, 10, 10, 10, 10, 10, 10, 10]);
    expect(datesOf(eighthRowBack, SEED_EXACT)).toEqual(["2020-02-03"]);
    const ninthRowBack = series("A", BEFORE_FEBRUARY, [1, 10, 10, 10, 10, 10, 10, 10, 10]);
    expect(datesOf(ninthRowBack, SEED_EXACT)).toEqual([]);
  });

  test("never buys on a ticker's first row, whose previous close counts as 0", () => {
    const { trades, accounting } = referenceTrades(series("A", "2020-02-03", [10, 9, 8]), SEED_EXACT);
    expect(trades).toEqual([]);
    expect(accounting).toMatchObject({ candidates: 1, signals: 0 });
  });

  test("takes a partial window at the start", () => {
    expect(datesOf(series("A", "2020-01-31", [10, 9]), SEED_EXACT)).toEqual(["2020-02-03"]);
  });

  test("keeps prices on the edges of the band and forgets the rest before everything else", () => {
    const rows = series("A", "2020-01-30", [0.09999, 1000, 1000.0001, 0.1, 5000]);
    const { trades, accounting } = referenceTrades(rows, SEED_EXACT);
    expect(accounting).toMatchObject({ rowsIn: 5, droppedByBand: 3, candidates: 2, signals: 1, trades: 1 });
    expect(trades).toMatchObject([{ purchaseDate: "2020-02-04", purchasePrice: 0.1, lastPrice: 0.1 }]);

    const skipsFirstOfMonth = series("A", "2020-01-31", [100, 1001, 90, 80, 2000]);
    expect(referenceTrades(skipsFirstOfMonth, SEED_EXACT).trades).toMatchObject([
      { purchaseDate: "2020-02-04", purchasePrice: 90, lastPrice: 80 },
    ]);
  });
});

describe("causal", () => {
  test("needs a full window of rows before today", () => {
    expect(datesOf(series("A", "2020-01-24", [10, 10, 10, 10, 10, 11, 9]))).toEqual([]);
    expect(datesOf(series("A", "2020-01-23", [10, 10, 10, 10, 10, 10, 11, 9]))).toEqual(["2020-02-03"]);
  });

  test("does not look at today", () => {
    for (const today of [0.01, 10, 9999]) {
      expect(datesOf(series("A", BEFORE_FEBRUARY, [...RISING, today]))).toEqual(["2020-02-03"]);
    }
  });

  test("looks as far back as its window and no further", () => {
    expect(datesOf(series("A", BEFORE_FEBRUARY, [10, 1, 10, 10, 10, 10, 10, 10, 10]))).toEqual(["2020-02-03"]);
    expect(datesOf(series("A", BEFORE_FEBRUARY, [1, 10, 10, 10, 10, 10, 10, 10, 10]))).toEqual([]);
    expect(datesOf(series("A", BEFORE_FEBRUARY, [9999, ...RISING.slice(1), 10]))).toEqual(["2020-02-03"]);
  });
});

describe("both", () => {
  test.each([10.1, 0.1, 1 / 3, 999.99])("see no signal in a price that stays at %d", (price) => {
    const rows = series("A", "2020-01-01", Array<number>(300).fill(price));
    expect(datesOf(rows, SEED_EXACT)).toEqual([]);
    expect(datesOf(rows, CAUSAL)).toEqual([]);
  });

  test("count rows without a price and close the gap they leave", () => {
    const gap = series("A", "2020-01-21", [10, 10, 10, 10, 10, 10, 10, 11, null, 9]);
    const { trades, accounting } = referenceTrades(gap, CAUSAL);
    expect(trades).toMatchObject([{ purchaseDate: "2020-02-03", purchasePrice: 9 }]);
    expect(accounting).toEqual({
      rowsIn: 10,
      droppedWithoutPrice: 1,
      droppedByBand: 0,
      candidates: 2,
      signals: 1,
      trades: 1,
    });
  });

  test("skip a ticker without a row on the month's first day, unless it keeps its own calendar", () => {
    const whole = series("WHOLE", BEFORE_FEBRUARY, [...RISING, 10, 10]);
    const missing = series("MISSING", BEFORE_FEBRUARY, [...RISING, null, 10]);
    const rows = [...whole, ...missing];
    expect(referenceTrades(rows, CAUSAL).trades).toMatchObject([{ ticker: "WHOLE", purchaseDate: "2020-02-03" }]);
    expect(referenceTrades(rows, { ...CAUSAL, calendar: "per_ticker" }).trades).toMatchObject([
      { ticker: "MISSING", purchaseDate: "2020-02-04" },
      { ticker: "WHOLE", purchaseDate: "2020-02-03" },
    ]);
  });

  test("refuse two prices for one ticker and day, naming them", () => {
    const rows = [...series("B", "2020-01-01", [1, 2, 3]), ...series("B", "2020-01-02", [2])];
    expect(() => referenceTrades(rows, CAUSAL)).toThrow("Ticker B has more than one price on 2020-01-02.");
  });

  test("sort trades by the bytes of the ticker, whatever the order of the rows", () => {
    const tickers = ["b", "\u{1F600}", "A", "\uFF21", "AA"];
    const rows = tickers.flatMap((ticker) => series(ticker, BEFORE_FEBRUARY, [...RISING, 10])).reverse();
    expect(referenceTrades(rows, CAUSAL).trades.map(({ ticker }) => ticker)).toEqual([
      "A",
      "AA",
      "b",
      "\uFF21",
      "\u{1F600}",
    ]);
  });
});

describe("fills", () => {
  const bought = { open: 19, close: 21 };
  const rows = series("A", BEFORE_FEBRUARY, [...RISING, 16, 20, 40]).map((row) =>
    row.date === "2020-02-04" ? { ...row, ...bought } : { ...row, open: 1, close: 2 },
  );

  test.each([
    { fill: "same_close", purchaseDate: "2020-02-03", purchasePrice: 16 },
    { fill: "next_open", purchaseDate: "2020-02-04", purchasePrice: 19 },
    { fill: "next_close", purchaseDate: "2020-02-04", purchasePrice: 21 },
  ] as const)("$fill pays $purchasePrice", ({ fill, ...expected }) => {
    expect(referenceTrades(rows, { ...CAUSAL, fill }).trades).toMatchObject([expected]);
  });

  test("fall back to the price where there is no such column", () => {
    const plain = series("A", BEFORE_FEBRUARY, [...RISING, 16, 20, 40]);
    expect(referenceTrades(plain, { ...CAUSAL, fill: "next_open" }).trades).toMatchObject([{ purchasePrice: 20 }]);
  });

  test.each([null, 0, -3])("leave a signal without a trade when the open is %s", (open) => {
    const unfillable = rows.map((row) => ({ ...row, open }));
    const { trades, accounting } = referenceTrades(unfillable, { ...CAUSAL, fill: "next_open" });
    expect(trades).toEqual([]);
    expect(accounting).toMatchObject({ signals: 1, trades: 0 });
  });

  test("leave a signal on a ticker's last row without a trade when they wait for the next", () => {
    const ends = series("A", BEFORE_FEBRUARY, [...RISING, 16]);
    const { accounting } = referenceTrades(ends, { ...CAUSAL, fill: "next_close" });
    expect(accounting).toMatchObject({ signals: 1, trades: 0 });
  });

  test("cost basis points of the amount", () => {
    const params = { ...CAUSAL, amount: 1000, costBps: 25 };
    expect(referenceTrades(rows, params).trades).toMatchObject([
      { purchaseVolume: 62.5, lastPrice: 40, pnl: (40 - 16) * 62.5 - 2.5 },
    ]);
  });
});
