import type { StrategyParams } from "../contract.ts";
import { TIE_TOLERANCE } from "../presets.ts";
import type { PriceColumns } from "../price-columns.ts";
import { average, type Band, type Lane, NEW_MONTH, pricedRows, upTo } from "../streaming-sql.ts";

/** What tells the signals of one point from another's: every window is compared on the same rows. */
export type SignalRule = Pick<StrategyParams, "window" | "includeToday">;

/** What one pass over the data is asked for. */
export interface Pass {
  columns: PriceColumns;
  band: Band;
  signals: SignalRule[];
  /** Columns that a purchase on the next row may pay, by the name they get here. */
  fills: [name: string, column: string][];
}

export const signalName = ({ window, includeToday }: SignalRule): string =>
  `signal_${window}${includeToday ? "_today" : ""}`;
export const paidName = (fill: string): string => `paid_${fill}`;

/** As the single run's turning rows, group after group, with one column for every signal: all windows are decided while the data streams by once. */
export const fillSwept = (groups: Lane[][], pass: Pass): string[] =>
  groups.map(
    (lanes, at) => `${at === 0 ? "CREATE TABLE turning AS" : "INSERT INTO turning"} ${sweptRows(lanes, pass)}`,
  );

function sweptRows(lanes: Lane[], pass: Pass): string {
  return `WITH turned AS MATERIALIZED (${lanes.map((lane) => sweptRowsOf(lane, pass)).join(" UNION ALL ")}) SELECT * FROM turned`;
}

function sweptRowsOf(lane: Lane, { columns, band, signals, fills }: Pass): string {
  const longest = Math.max(...signals.map(({ window }) => window));
  const prices = upTo(longest).map((k) => `lag(price, ${k}) OVER () AS price_${k}`);
  const nexts = fills.map(([name]) => `lead(${name}) OVER () AS next_${name}`);
  const isOpening = "ticker IS DISTINCT FROM window_ticker";
  const decided = signals.map(
    (rule) => `price_1 - ${average(rule)} > ${TIE_TOLERANCE} * price_1 AS ${signalName(rule)}`,
  );
  const paid = fills.map(([name]) => `CASE WHEN next_ticker = ticker THEN next_${name} END AS ${paidName(name)}`);
  return `SELECT ticker, date, price, n, previous_date, price_1 AS previous_price, ${isOpening} AS is_opening,
      ${[...decided, ...paid].join(",\n      ")}
    FROM (
      SELECT *, row_number() OVER () AS n, lag(ticker, ${longest}) OVER () AS window_ticker, lead(ticker) OVER () AS next_ticker,
        lag(date) OVER () AS previous_date, ${[...prices, ...nexts].join(", ")}
      FROM (${pricedRows(lane, columns, band, fills)})
    )
    WHERE ${isOpening} OR ${NEW_MONTH}`;
}

/** Of each ticker's opening rows those that start a month; a window that is full already keeps its signal, a partial one is decided here. */
export function sweptOpenings(turning: string, signals: SignalRule[]): string {
  const partial = "list_sum(prices[1:position]) / position";
  const ofPartial = `position > 1 AND previous_price - ${partial} > ${TIE_TOLERANCE} * previous_price`;
  const decided = signals.map((rule) => {
    const name = signalName(rule);
    return `CASE WHEN position > ${rule.window} THEN ${name} ELSE ${rule.includeToday ? ofPartial : "false"} END AS ${name}`;
  });
  return `WITH numbered AS (
      SELECT *, row_number() OVER (PARTITION BY ticker ORDER BY date) AS position FROM ${turning} WHERE is_opening
    ), history AS (
      SELECT ticker, list(price ORDER BY date) AS prices FROM numbered GROUP BY ticker
    )
    SELECT numbered.* REPLACE (${decided.join(",\n      ")})
    FROM numbered JOIN history ON history.ticker = numbered.ticker
    WHERE position = 1 OR ${NEW_MONTH}`;
}

/** Every month's first row of every ticker: where each signal stands, what a purchase would pay, and the ticker's last price. */
export function sweptCandidates(
  from: { turning: string; opening: string; closing: string; calendar: string },
  { signals, fills }: Pass,
): string {
  const columns = [...signals.map(signalName), ...fills.map(([name]) => paidName(name))].join(", ");
  return `SELECT m.* EXCLUDE (ticker, date), c.last_price, m.date IN (SELECT date FROM ${from.calendar}) AS on_calendar
    FROM (
      SELECT ticker, date, price AS ${paidName("same_close")}, ${columns} FROM ${from.turning} WHERE NOT is_opening
      UNION ALL SELECT ticker, date, price, ${columns} FROM ${from.opening}
    ) AS m JOIN ${from.closing} AS c ON c.ticker = m.ticker`;
}

/** The days on which each ticker's months start, for the calendar. */
export const startDays = (turning: string, opening: string): string =>
  `SELECT date FROM ${turning} WHERE NOT is_opening UNION ALL SELECT date FROM ${opening}`;

/** Points with the same rule buy the same shares but for their amount. */
export interface Rule extends SignalRule {
  calendar: StrategyParams["calendar"];
  /** The column with what a purchase pays. */
  paid: string;
  amount: number;
  costBps: number;
}

/** One row for each rule, by its place. */
export const ruleSums = (candidate: string, rules: [at: number, rule: Rule][]): string =>
  rules.map(([at, rule]) => sumsOf(candidate, at, rule)).join(" UNION ALL ");

function sumsOf(candidate: string, at: number, { paid, amount, costBps, calendar, ...signal }: Rule): string {
  const volume = `(${amount} / ${paid})`;
  const pnl = `(last_price - ${paid}) * ${volume} - ${amount} * ${costBps} / 10000.0`;
  const isBought = `FILTER (${paid} > 0)`;
  return `SELECT ${at} AS rule, count(*) AS signals, count(*) ${isBought} AS trades,
      count(*) FILTER (${paid} > 0 AND ${pnl} > 0) AS wins, coalesce(sum(${paid} * ${volume}) ${isBought}, 0) AS invested,
      coalesce(sum(last_price * ${volume}) ${isBought}, 0) AS value, coalesce(sum(${pnl}) ${isBought}, 0) AS pnl
    FROM ${candidate} WHERE ${signalName(signal)}${calendar === "global" ? " AND on_calendar" : ""}`;
}
