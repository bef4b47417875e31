import { z } from "zod";
import { Count, IsoDate } from "#lib/platform/wire.ts";
import { Totals } from "#lib/strategy/contract.ts";

const list = z.union([z.string(), z.array(z.string())]).transform((value) => (Array.isArray(value) ? value : [value]));

/** What narrows a run's dashboard; the same names stand in the page's URL. Empty lists and null bounds mean everything. */
export const DashboardFilter = z.object({
  sectors: list.default([]),
  tickers: list.pipe(z.array(z.string()).max(200)).default([]),
  from: IsoDate.nullable().default(null),
  to: IsoDate.nullable().default(null),
});
export type DashboardFilter = z.infer<typeof DashboardFilter>;

/** One month (or year, when months would be too many points) of the filtered purchases. */
export const PeriodPoint = z.object({
  /** First day of the period. */
  date: IsoDate,
  trades: Count,
  invested: z.number(),
  pnl: z.number(),
  cumulativeInvested: z.number(),
  cumulativePnl: z.number(),
  /** Everything held at the period's end at that day's latest prices; null when filtered by ticker. */
  heldValue: z.number().nullable(),
});
export type PeriodPoint = z.infer<typeof PeriodPoint>;

export const PurchasePoint = z.object({
  ticker: z.string(),
  sector: z.string(),
  date: IsoDate,
  pnl: z.number(),
  price: z.number(),
});

/** Purchases one by one while there are few; otherwise their sums by sector and period. */
export const Purchases = z.discriminatedUnion("grain", [
  z.object({ grain: z.literal("purchase"), points: z.array(PurchasePoint) }),
  z.object({
    grain: z.enum(["month", "year"]),
    points: z.array(
      z.object({
        sector: z.string(),
        date: IsoDate,
        trades: Count,
        pnl: z.number(),
        best: z.number().nullable(),
        worst: z.number().nullable(),
      }),
    ),
  }),
]);
export type Purchases = z.infer<typeof Purchases>;

export const TickerLine = z.object({
  ticker: z.string(),
  sector: z.string(),
  trades: Count,
  invested: z.number(),
  value: z.number(),
  pnl: z.number(),
});
export type TickerLine = z.infer<typeof TickerLine>;

export const SectorLine = z.object({
  sector: z.string(),
  trades: Count,
  invested: z.number(),
  value: z.number(),
  pnl: z.number(),
});

export const DashboardView = z.object({
  totals: Totals.extend({ winRate: z.number().nullable(), tickers: Count }),
  grain: z.enum(["month", "year"]),
  series: z.array(PeriodPoint),
  sectors: z.array(SectorLine),
  best: z.array(TickerLine),
  worst: z.array(TickerLine),
  purchases: Purchases,
});
export type DashboardView = z.infer<typeof DashboardView>;

/** What the filter bar offers: all sectors of the run, and the range its purchases span. */
export const FilterOptions = z.object({
  sectors: z.array(z.object({ sector: z.string(), tickers: Count })),
  period: z.object({ from: IsoDate, to: IsoDate }).nullable(),
});
export type FilterOptions = z.infer<typeof FilterOptions>;

export const TickerSearch = z.object({
  sectors: list.default([]),
  q: z.string().max(50).default(""),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const TickerMatches = z.object({
  total: Count,
  tickers: z.array(z.object({ ticker: z.string(), sector: z.string() })),
});

export const TradeOrder = z.enum(["date", "-date", "ticker"]);
export const TradeQuery = DashboardFilter.extend({
  order: TradeOrder.default("date"),
  /** Opaque: the `next` of the page before. */
  after: z.string().max(300).nullable().default(null),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type TradeQuery = z.infer<typeof TradeQuery>;

export const TradeRow = z.object({
  ticker: z.string(),
  sector: z.string(),
  purchaseDate: IsoDate,
  purchasePrice: z.number(),
  purchaseVolume: z.number(),
  lastPrice: z.number(),
  pnl: z.number(),
});
export type TradeRow = z.infer<typeof TradeRow>;
export const TradePage = z.object({ trades: z.array(TradeRow), next: z.string().nullable() });

export const ExportFormat = z.enum(["csv", "json", "parquet"]);
