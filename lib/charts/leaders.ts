import { formatCount, formatMoney, plural } from "#lib/platform/format.ts";
import type { DashboardView, TickerLine } from "#lib/results/contract.ts";
import { type ChartModel, type TableTwin, type Tone, toneOf } from "./chart-model.ts";
import { sectorColour } from "./sector-colour.ts";

/** One horizontal bar. `start` and `width` are percent of the track, which every bar of the chart shares. */
export interface LeaderBar {
  /** What a press on it filters by. */
  key: string;
  name: string;
  colour: string;
  detail: string;
  value: string;
  exact: string;
  tone: Tone;
  start: number;
  width: number;
}

export interface LeadersModel extends ChartModel {
  groups: { name: string; bars: LeaderBar[] }[];
  /** Where zero lies on the track, in percent. */
  zero: number;
}

interface Line {
  name: string;
  sector: string;
  detail: string;
  trades: number;
  invested: number;
  value: number;
  pnl: number;
}

/** Sectors by PnL, the best first. */
export function sectorsModel({ sectors }: Pick<DashboardView, "sectors">): LeadersModel {
  const lines = sectors
    .map((line) => ({ ...line, name: line.sector, detail: plural(line.trades, "trade") }))
    .toSorted((a, b) => b.pnl - a.pnl);
  const [best, worst] = [lines[0], lines.at(-1)];
  const ends = best && worst && best !== worst ? `, from ${said(best)} down to ${said(worst)}` : "";
  return {
    title: "PnL by sector",
    summary: `${plural(lines.length, "sector")}${ends}.`,
    ...drawn([{ name: "Sectors", lines }]),
    table: tableOf("Sector", lines),
  };
}

/** The tickers at both ends; with few tickers nobody is listed twice. */
export function tickersModel({ best, worst }: Pick<DashboardView, "best" | "worst">): LeadersModel {
  const shown = new Set(best.map(({ ticker }) => ticker));
  const top = best.map(tickerLine);
  const bottom = worst.filter(({ ticker }) => !shown.has(ticker)).map(tickerLine);
  const [first, last] = [top[0], bottom[0]];
  const groups = [
    { name: "Best", lines: top },
    { name: "Worst", lines: bottom },
  ];
  return {
    title: "Best and worst tickers",
    summary: `${first ? `Best is ${said(first)}` : "No tickers"}${last ? `, worst is ${said(last)}` : ""}.`,
    ...drawn(groups.filter(({ lines }) => lines.length > 0)),
    table: tableOf("Ticker", [...top, ...bottom]),
  };
}

const tickerLine = (line: TickerLine): Line => ({
  ...line,
  name: line.ticker,
  detail: `${line.sector} · ${plural(line.trades, "trade")}`,
});

const said = ({ name, pnl }: Line): string => `${name} with ${formatMoney(pnl)}`;

function drawn(groups: { name: string; lines: Line[] }[]): Pick<LeadersModel, "groups" | "zero"> {
  const all = groups.flatMap(({ lines }) => lines.map(({ pnl }) => pnl));
  const low = Math.min(0, ...all);
  const range = Math.max(0, ...all) - low || 1;
  const place = (pnl: number) => ((pnl - low) / range) * 100;
  return {
    zero: place(0),
    groups: groups.map(({ name, lines }) => ({ name, bars: lines.map((line) => bar(line, place)) })),
  };
}

const bar = ({ name, sector, detail, pnl }: Line, place: (pnl: number) => number): LeaderBar => ({
  key: name,
  name,
  colour: sectorColour(sector),
  detail,
  value: formatMoney(pnl),
  exact: formatMoney(pnl, { exact: true }),
  tone: toneOf(pnl),
  start: Math.min(place(0), place(pnl)),
  width: Math.abs(place(pnl) - place(0)),
});

const tableOf = (heading: string, lines: Line[]): TableTwin => ({
  columns: [
    { name: heading, numeric: false },
    ...["Trades", "Invested", "Value", "PnL"].map((name) => ({ name, numeric: true })),
  ],
  rows: lines.map(({ name, trades, invested, value, pnl }) => [
    name,
    formatCount(trades),
    ...[invested, value, pnl].map((amount) => formatMoney(amount, { exact: true })),
  ]),
});
