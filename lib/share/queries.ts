import { db } from "#lib/platform/db.ts";
import type { Prisma } from "#lib/platform/prisma-client/client.ts";

const LISTED = {
  id: true,
  runId: true,
  createdAt: true,
  expiresAt: true,
  revokedAt: true,
  lastViewedAt: true,
  views: true,
} satisfies Prisma.ShareLinkSelect;
export type ListedShare = Prisma.ShareLinkGetPayload<{ select: typeof LISTED }>;

const OPENED = {
  id: true,
  view: true,
  expiresAt: true,
  run: {
    select: {
      id: true,
      strategy: true,
      preset: true,
      outcome: true,
      publishedAt: true,
      version: { select: { number: true, dataset: { select: { name: true } } } },
    },
  },
} satisfies Prisma.ShareLinkSelect;
export type OpenShare = Prisma.ShareLinkGetPayload<{ select: typeof OPENED }>;

export interface ShareRow {
  runId: number;
  ownerId: string;
  tokenHash: string;
  view: string;
  expiresAt: Date;
}

export const insertShare = (share: ShareRow) => db().shareLink.create({ data: share, select: LISTED });

/** The newest first. */
export const selectShares = (ownerId: string, runId: number | undefined) =>
  db().shareLink.findMany({
    where: { ownerId, runId },
    select: LISTED,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });

export const findShare = (ownerId: string, id: string) =>
  db().shareLink.findFirst({ where: { id, ownerId }, select: LISTED });

/** Keeps the time of the first revocation. */
export const markRevoked = (ownerId: string, id: string) =>
  db().shareLink.updateMany({ where: { id, ownerId, revokedAt: null }, data: { revokedAt: new Date() } });

/** Neither revoked nor expired. */
export const findOpenShare = (tokenHash: string) =>
  db().shareLink.findFirst({
    where: { tokenHash, revokedAt: null, expiresAt: { gt: new Date() } },
    select: OPENED,
  });

/** Counts a view unless one was counted since `before`; of several at once, one counts. */
export const countView = (id: string, before: Date) =>
  db().shareLink.updateMany({
    where: { id, OR: [{ lastViewedAt: null }, { lastViewedAt: { lt: before } }] },
    data: { views: { increment: 1 }, lastViewedAt: new Date() },
  });
