/** A place on an axis and what stands beside it. */
export interface Tick {
  value: number;
  label: string;
}

/** The numbers of a chart as a table, already written out; the first column is the heading of its row. */
export interface TableTwin {
  columns: { name: string; numeric: boolean }[];
  rows: string[][];
}

/** What every chart says besides its picture. */
export interface ChartModel {
  title: string;
  /** One sentence with the chart's message, for people who do not see it. */
  summary: string;
  table: TableTwin;
}

/** Gains and losses are told by sign, position and colour together. */
export type Tone = "gain" | "loss" | "flat";

export const toneOf = (pnl: number): Tone => (pnl > 0 ? "gain" : pnl < 0 ? "loss" : "flat");

/** One line of a tooltip. */
export interface Word {
  name: string;
  value: string;
}
