import { formatMoney, formatPercent } from "#lib/platform/format.ts";
import type { SweepPoint } from "#lib/strategy/sweep/contract.ts";
import { type Axis, moneyAxis } from "./axis.ts";
import type { ChartModel, Tick, Word } from "./chart-model.ts";
import { PARAM_NAMES, paramValue, variedNames } from "./sweep-words.ts";

export type SweepMeasure = "roi" | "pnl";

interface SweepChartPoint {
  x: number;
  label: string;
  words: Word[];
  /** One for each line. */
  values: (number | null)[];
}

export interface SweepChartModel extends ChartModel {
  xName: string;
  lines: string[];
  points: SweepChartPoint[];
  xTicks: Tick[];
  y: Axis;
}

type NumberName = "window" | "amount" | "costBps" | "bandMin" | "bandMax";
const AXES: NumberName[] = ["window", "costBps", "bandMin", "bandMax", "amount"];
const MOST_LINES = 8;
const MOST_TICKS = 12;

/** The measure along the first number that varies, one line for each combination of the rest; undefined when that is no picture. */
export function sweepChart(points: SweepPoint[], measure: SweepMeasure): SweepChartModel | undefined {
  // The amount of a purchase scales what is gained, so that it leaves the return on it alone.
  const varied = variedNames(points).filter((name) => measure === "pnl" || name !== "amount");
  const xName = AXES.find((name) => varied.includes(name) && points.every(({ params }) => params[name] !== null));
  if (!xName) return undefined;
  const others = varied.filter((name) => name !== xName);
  const nameOf = ({ params }: SweepPoint) =>
    others.map((name) => `${PARAM_NAMES[name]} ${paramValue(params, name)}`).join(", ") || "All";
  const lines = [...new Set(points.map(nameOf))];
  if (lines.length > MOST_LINES) return undefined;
  const places = [...Map.groupBy(points, ({ params }) => Number(params[xName]))].sort(([a], [b]) => a - b);
  const drawn = places.map(([x, members]) => {
    const values = lines.map((line) =>
      measured(
        members.find((point) => nameOf(point) === line),
        measure,
      ),
    );
    const words = lines.map((name, at) => ({ name, value: written(values[at] ?? null, measure) }));
    return { x, label: `${PARAM_NAMES[xName]} ${paramValue({ [xName]: x }, xName)}`, words, values };
  });
  const title = `${measure === "roi" ? "Return on investment" : "PnL"} by ${PARAM_NAMES[xName].toLowerCase()}`;
  return {
    title,
    summary: summaryOf(title, drawn, measure),
    xName: PARAM_NAMES[xName],
    lines,
    points: drawn,
    xTicks: ticksAt(drawn.map(({ x }) => x)),
    y: axisOf(drawn, measure),
    table: {
      columns: [{ name: PARAM_NAMES[xName], numeric: true }, ...lines.map((name) => ({ name, numeric: true }))],
      rows: drawn.map(({ x, words }) => [paramValue({ [xName]: x }, xName), ...words.map(({ value }) => value)]),
    },
  };
}

function measured(point: SweepPoint | undefined, measure: SweepMeasure): number | null {
  if (!point) return null;
  return measure === "roi" ? point.roi : point.totals.pnl;
}

const written = (value: number | null, measure: SweepMeasure): string =>
  measure === "roi" ? formatPercent(value, 2) : formatMoney(value);

function axisOf(points: SweepChartPoint[], measure: SweepMeasure): Axis {
  const axis = moneyAxis(points.flatMap(({ values }) => values.filter((value) => value !== null)));
  if (measure === "pnl") return axis;
  return { ...axis, ticks: axis.ticks.map(({ value }) => ({ value, label: formatPercent(value, digitsFor(axis)) })) };
}

/** A tenth of a percent is worth showing only where ticks are that close. */
const digitsFor = ({ domain }: Axis): number => (domain[1] - domain[0] < 0.05 ? 1 : 0);

function ticksAt(places: number[]): Tick[] {
  const step = Math.ceil(places.length / MOST_TICKS);
  return places.filter((_, at) => at % step === 0).map((value) => ({ value, label: String(value) }));
}

function summaryOf(title: string, points: SweepChartPoint[], measure: SweepMeasure): string {
  const values = points.flatMap((point) => point.values.filter((value) => value !== null));
  if (values.length === 0) return `${title}: nothing was bought at any point.`;
  return `${title}: from ${written(Math.min(...values), measure)} to ${written(Math.max(...values), measure)} over ${points.length} values.`;
}
