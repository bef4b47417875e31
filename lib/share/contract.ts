import { z } from "zod";
import { Count, IsoDate } from "#lib/platform/wire.ts";
import { Accounting, Metrics, Totals } from "#lib/strategy/contract.ts";

export const DEFAULT_EXPIRY_DAYS = 30;
export const MAX_EXPIRY_DAYS = 365;

export const NewShare = z.object({
  expiresInDays: z.coerce.number().int().min(1).max(MAX_EXPIRY_DAYS).default(DEFAULT_EXPIRY_DAYS),
  /** The dashboard's query string: where the visitor starts. */
  view: z.string().max(4_000).default(""),
});
export type NewShare = z.infer<typeof NewShare>;

/** The token stands in the URL here and nowhere else, ever again. */
export const CreatedShare = z.object({ id: z.uuid(), url: z.string(), expiresAt: z.iso.datetime() });
export type CreatedShare = z.infer<typeof CreatedShare>;

export const ShareView = z.object({
  id: z.uuid(),
  runId: z.number().int(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  revokedAt: z.iso.datetime().nullable(),
  lastViewedAt: z.iso.datetime().nullable(),
  views: Count,
  state: z.enum(["active", "expired", "revoked"]),
});
export type ShareView = z.infer<typeof ShareView>;
export const ShareList = z.object({ shares: z.array(ShareView) });
export type ShareList = z.infer<typeof ShareList>;

/** All that a visitor learns: names by allow-list, no ids of other things. */
export const SharedRun = z.object({
  dataset: z.string(),
  version: z.number().int(),
  strategy: z.string(),
  preset: z.string(),
  publishedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  period: z.object({ from: IsoDate, to: IsoDate }).nullable(),
  accounting: Accounting,
  totals: Totals,
  metrics: Metrics,
  /** The query string the link starts with. */
  view: z.string(),
});
export type SharedRun = z.infer<typeof SharedRun>;
