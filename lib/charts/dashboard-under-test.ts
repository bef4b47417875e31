import type { DashboardView } from "#lib/results/contract.ts";

/** Three years of two sectors and three tickers: small enough to check by hand. */
export const DASHBOARD: DashboardView = {
  totals: { trades: 5, invested: 500, value: 1_240.5, pnl: 740.5, winRate: 0.6, tickers: 3 },
  grain: "year",
  series: [
    {
      date: "2018-01-01",
      trades: 2,
      invested: 200,
      pnl: 800,
      cumulativeInvested: 200,
      cumulativePnl: 800,
      heldValue: 260,
    },
    {
      date: "2019-01-01",
      trades: 0,
      invested: 0,
      pnl: 0,
      cumulativeInvested: 200,
      cumulativePnl: 800,
      heldValue: null,
    },
    {
      date: "2020-01-01",
      trades: 3,
      invested: 300,
      pnl: -59.5,
      cumulativeInvested: 500,
      cumulativePnl: 740.5,
      heldValue: 1_240.5,
    },
  ],
  sectors: [
    { sector: "ENERGY", trades: 2, invested: 200, value: 100.5, pnl: -99.5 },
    { sector: "FINANCE", trades: 3, invested: 300, value: 1_140, pnl: 840 },
  ],
  best: [
    { ticker: "AAA", sector: "FINANCE", trades: 2, invested: 200, value: 1_000, pnl: 800 },
    { ticker: "BBB", sector: "FINANCE", trades: 1, invested: 100, value: 140, pnl: 40 },
    { ticker: "CCC", sector: "ENERGY", trades: 2, invested: 200, value: 100.5, pnl: -99.5 },
  ],
  worst: [
    { ticker: "CCC", sector: "ENERGY", trades: 2, invested: 200, value: 100.5, pnl: -99.5 },
    { ticker: "BBB", sector: "FINANCE", trades: 1, invested: 100, value: 140, pnl: 40 },
    { ticker: "AAA", sector: "FINANCE", trades: 2, invested: 200, value: 1_000, pnl: 800 },
  ],
  purchases: {
    grain: "year",
    points: [
      { sector: "FINANCE", date: "2018-01-01", trades: 2, pnl: 800, best: 500, worst: 300 },
      { sector: "ENERGY", date: "2020-01-01", trades: 2, pnl: -99.5, best: -9.5, worst: -90 },
      { sector: "FINANCE", date: "2020-01-01", trades: 1, pnl: 40, best: 40, worst: 40 },
    ],
  },
};
