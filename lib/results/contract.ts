import { z } from "zod";
import { Count, IsoDate } from "#lib/platform/wire.ts";
import { Totals } from "#lib/strategy/contract.ts";

export const MAX_TICKERS = 200;

/** PostgreSQL has no NUL in a text and no year 0: neither can match, so neither is asked for. */
export const PlainText = z.string().refine((text) => !text.includes("\0"), "must be plain text");
export type PlainText = z.infer<typeof PlainText>;
export const Day = z.iso
  .date("must be a day as YYYY-MM-DD")
  .refine((text) => text >= "0001-01-01", "must be after year 0");
const list = z.union([PlainText, z.array(PlainText)]).transform((value) => (Array.isArray(value) ? value : [value]));
export type Day = z.infer<typeof Day>;

/** What narrows a run's dashboard; the same names stand in the page's URL. Empty lists and null bounds mean everything. */
export const DashboardFilter = z.object({
  sectors: list.default([]),
  tickers: list.pipe(z.array(z.string()).max(MAX_TICKERS)).default([]),
  /** First day and last day of purchase, both inside. */
  from: Day.nullable().default(null),
  to: Day.nullable().default(null),
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
  /** Everything held at the period's end at that day's latest prices; null where the filter leaves out part of it: by ticker, by a first day, or by a last day within the month. */
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
export type PurchasePoint = z.infer<typeof PurchasePoint>;

/** More points than this are summed into longer periods. */
export const MAX_POINTS = 1_500;
export const MAX_SINGLE_PURCHASES = 1_000;

/** Purchases one by one while there are few; otherwise their sums by sector and period, the smallest sectors together when they are too many. */
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

/** What a single purchase or a whole sector made; `value` is at the last prices. */
export const SectorLine = z.object({
  sector: z.string(),
  trades: Count,
  invested: z.number(),
  value: z.number(),
  pnl: z.number(),
});
export type SectorLine = z.infer<typeof SectorLine>;

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
  q: PlainText.max(50).default(""),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type TickerSearch = z.infer<typeof TickerSearch>;
export const TickerMatches = z.object({
  total: Count,
  tickers: z.array(z.object({ ticker: z.string(), sector: z.string() })),
});
export type TickerMatches = z.infer<typeof TickerMatches>;

export const TradeOrder = z.enum(["date", "-date", "ticker"]);
export type TradeOrder = z.infer<typeof TradeOrder>;
export const TradeQuery = DashboardFilter.extend({
  order: TradeOrder.default("date"),
  /** Opaque: the `next` of the page before. */
  after: z.string().max(4_000).nullable().default(null),
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
export type TradePage = z.infer<typeof TradePage>;

export const ExportFormat = z.enum(["csv", "json", "parquet"]);
export type ExportFormat = z.infer<typeof ExportFormat>;
export const ExportRequest = z.object({ format: ExportFormat });
export type ExportRequest = z.infer<typeof ExportRequest>;
