import { beforeAll, expect, test } from "vitest";
import { withServices } from "#embedded/test-services/test-services.ts";
import { db, pool } from "#lib/platform/db.ts";
import type { User } from "#lib/platform/session.ts";
import { insertSampleRun, insertUser } from "#lib/results/run-under-test.ts";
import { sampleTrades } from "#lib/results/trades-under-test.ts";
import { NewShare, SharedRun } from "./contract.ts";
import { createShare, listShares, openShare, revokeShare, viewSharedRun } from "./share.ts";

withServices();

const ORIGIN = "https://charts.example";
const DAY_MS = 86_400_000;
let owner: User;
let stranger: User;
let runId: number;

beforeAll(async () => {
  owner = await insertUser("owner");
  stranger = await insertUser("stranger");
  runId = await insertSampleRun(owner, sampleTrades(50, 1));
});

async function newShare(settings: Partial<NewShare> = {}) {
  const created = await createShare(owner, runId, NewShare.parse(settings), ORIGIN);
  return { ...created, token: created.url.split("/s/")[1] ?? "" };
}

const shareOf = async (id: string) => (await listShares(owner)).find((share) => share.id === id);

test("a link carries 256 random bits behind a prefix, and lasts 30 days unless told otherwise", async () => {
  const links = await Promise.all(Array.from({ length: 20 }, () => newShare()));
  for (const { url } of links) expect(url).toMatch(/^https:\/\/charts\.example\/s\/shr_[\w-]{43}$/);
  expect(new Set(links.map(({ token }) => token)).size).toBe(20);
  const lasts = (expiresAt = "") => Math.round((Date.parse(expiresAt) - Date.now()) / DAY_MS);
  expect(lasts(links[0]?.expiresAt)).toBe(30);
  expect(lasts((await newShare({ expiresInDays: 1 })).expiresAt)).toBe(1);
});

test("no token is anywhere in the database", async () => {
  const { token } = await newShare();
  const { rows } = await pool().query("SELECT share_link::text AS text FROM share_link");
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.map(({ text }) => text).join()).not.toContain(token.slice("shr_".length));
});

test("a link opens its run and no other, with the view it was given", async () => {
  const other = await insertSampleRun(owner, sampleTrades(10, 2));
  const { token } = await newShare({ view: "?sectors=TECH" });
  expect((await openShare(token)).run).toEqual({ runId });
  expect((await openShare(token)).run).not.toEqual({ runId: other });
  expect((await viewSharedRun(token)).view).toBe("sectors=TECH");
});

test("a view is kept as a query string, whatever it was", async () => {
  const { token } = await newShare({ view: "tickers=A B&tickers=\u0000\r\nSet-Cookie: a=b#c" });
  expect((await viewSharedRun(token)).view).toBe("tickers=A+B&tickers=%00%0D%0ASet-Cookie%3A+a%3Db%23c");
});

test("a visitor learns what the contract names, and nothing else", async () => {
  const { token } = await newShare();
  const shown = await viewSharedRun(token);
  expect(SharedRun.strict().parse(shown)).toEqual(shown);
  const { version, ...run } = await db().run.findFirstOrThrow({ where: { id: runId }, include: { version: true } });
  for (const secret of [owner.id, run.contentHash, run.tradesKey ?? "", version.id, version.datasetId])
    expect(JSON.stringify(shown)).not.toContain(secret);
});

test.each([
  ["unknown", async () => `shr_${"A".repeat(43)}`],
  ["malformed", async () => "' OR 1=1 --"],
  ["empty", async () => ""],
  ["no text for PostgreSQL", async () => "shr_\0"],
  ["revoked", async () => endedLink({ revokedAt: new Date() })],
  ["expired", async () => endedLink({ expiresAt: new Date() })],
])("a token that is %s is not found, in the same words", async (_name, makeToken) => {
  const refusal = { kind: "not_found", message: "Not found.", fields: undefined, cause: undefined };
  await expect(openShare(await makeToken())).rejects.toMatchObject(refusal);
});

async function endedLink(ending: { revokedAt: Date } | { expiresAt: Date }): Promise<string> {
  const { id, token } = await newShare();
  await db().shareLink.update({ where: { id }, data: ending });
  return token;
}

test("a revoked link is gone at once, and stays listed with the time of its first revocation", async () => {
  const { id, token } = await newShare();
  const revoked = await revokeShare(owner, id);
  await expect(viewSharedRun(token)).rejects.toMatchObject({ kind: "not_found" });
  expect(revoked.state).toBe("revoked");
  expect(await revokeShare(owner, id)).toEqual(revoked);
  expect(await shareOf(id)).toEqual(revoked);
});

test("an expired link is listed as expired", async () => {
  const { id } = await newShare();
  await db().shareLink.update({ where: { id }, data: { expiresAt: new Date() } });
  expect((await shareOf(id))?.state).toBe("expired");
});

test("visits are counted at most once a minute, also when they come at once", async () => {
  const { id, token } = await newShare();
  await Promise.all(Array.from({ length: 5 }, () => viewSharedRun(token)));
  expect(await shareOf(id)).toMatchObject({ views: 1, lastViewedAt: expect.any(String) });
  await db().shareLink.update({ where: { id }, data: { lastViewedAt: new Date(Date.now() - 61_000) } });
  await viewSharedRun(token);
  expect((await shareOf(id))?.views).toBe(2);
});

test("links are listed for their owner, all or by run, the newest first", async () => {
  const other = await insertSampleRun(owner, sampleTrades(10, 3));
  const first = await createShare(owner, other, NewShare.parse({}), ORIGIN);
  const second = await createShare(owner, String(other), NewShare.parse({}), ORIGIN);
  expect((await listShares(owner, other)).map(({ id }) => id)).toEqual([second.id, first.id]);
  expect((await listShares(owner)).length).toBeGreaterThan(2);
  expect(await listShares(stranger)).toEqual([]);
});

test("someone else's run cannot be shared or listed, nor someone else's link revoked", async () => {
  const { id } = await newShare();
  const refused = { kind: "not_found" };
  await expect(createShare(stranger, runId, NewShare.parse({}), ORIGIN)).rejects.toMatchObject(refused);
  await expect(listShares(stranger, runId)).rejects.toMatchObject(refused);
  await expect(revokeShare(stranger, id)).rejects.toMatchObject(refused);
  await expect(revokeShare(owner, "not-an-id")).rejects.toMatchObject(refused);
  expect((await shareOf(id))?.state).toBe("active");
});
