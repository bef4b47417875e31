import { AppError } from "#lib/platform/errors.ts";
import { isRowId } from "#lib/platform/row-id.ts";
import type { User } from "#lib/platform/session.ts";
import type { ResultScope } from "#lib/results/queries.ts";
import { getOwnedRun } from "#lib/results/results.ts";
import { RunOutcome } from "#lib/strategy/contract.ts";
import type { CreatedShare, NewShare, SharedRun, ShareView } from "./contract.ts";
import {
  countView,
  findOpenShare,
  findShare,
  insertShare,
  type ListedShare,
  markRevoked,
  type OpenShare,
  selectShares,
} from "./queries.ts";
import { newToken, tokenHash } from "./token.ts";

const DAY_MS = 86_400_000;
const VIEW_SAMPLE_MS = 60_000;

/** A link that opens this run's dashboard for anyone who has it. The answer is the only place where the token ever stands. */
export async function createShare(
  owner: User,
  runId: string | number,
  { expiresInDays, view }: NewShare,
  origin: string,
): Promise<CreatedShare> {
  const run = await getOwnedRun(owner, runId);
  const token = newToken();
  const share = await insertShare({
    runId: run.runId,
    ownerId: owner.id,
    tokenHash: tokenHash(token),
    view: new URLSearchParams(view).toString(),
    expiresAt: new Date(Date.now() + expiresInDays * DAY_MS),
  });
  return { id: share.id, url: `${origin}/s/${token}`, expiresAt: share.expiresAt.toISOString() };
}

/** All links this owner made, or those to one run; the newest first. */
export async function listShares(owner: User, runId?: string | number): Promise<ShareView[]> {
  const run = runId === undefined ? undefined : await getOwnedRun(owner, runId);
  return (await selectShares(owner.id, run?.runId)).map(viewOf);
}

/** Takes effect on the visitor's next request; revoking again changes nothing. */
export async function revokeShare(owner: User, shareId: string): Promise<ShareView> {
  const known = isRowId(shareId) && (await markRevoked(owner.id, shareId)) && (await findShare(owner.id, shareId));
  if (!known) throw new AppError("not_found", "There is no such link.");
  return viewOf(known);
}

/** What a visitor's link leads to. Throws the same not_found for a token that is malformed, unknown, expired or revoked. */
export async function openShare(token: string): Promise<{ share: OpenShare; run: ResultScope; publishedAt: Date }> {
  const share = await findOpenShare(tokenHash(token));
  const publishedAt = share?.run.publishedAt;
  if (!share || !publishedAt) throw new AppError("not_found", "Not found.");
  return { share, run: { runId: share.run.id }, publishedAt };
}

/** Everything a visitor learns about the run besides its results, name by name; counts the view. */
export async function viewSharedRun(token: string): Promise<SharedRun> {
  const { share, publishedAt } = await openShare(token);
  await countView(share.id, new Date(Date.now() - VIEW_SAMPLE_MS));
  const { strategy, preset, version } = share.run;
  const { accounting, totals, metrics, period } = RunOutcome.parse(share.run.outcome);
  return {
    dataset: version.dataset.name,
    version: version.number,
    strategy,
    preset,
    publishedAt: publishedAt.toISOString(),
    expiresAt: share.expiresAt.toISOString(),
    period,
    accounting,
    totals,
    metrics,
    view: share.view,
  };
}

function viewOf({ id, runId, createdAt, expiresAt, revokedAt, lastViewedAt, views }: ListedShare): ShareView {
  return {
    id,
    runId,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    revokedAt: revokedAt?.toISOString() ?? null,
    lastViewedAt: lastViewedAt?.toISOString() ?? null,
    views,
    state: revokedAt ? "revoked" : expiresAt.getTime() <= Date.now() ? "expired" : "active",
  };
}
