import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { withServices } from "#embedded/test-services/test-services.ts";
import { db } from "#lib/platform/db.ts";
import { isKind } from "#lib/platform/errors.ts";
import type { User } from "#lib/platform/session.ts";
import { TickerSearch, TradeQuery, type TradeRow } from "./contract.ts";
import { matching } from "./dashboard-under-test.ts";
import { getFilterOptions, getOwnedRun, listTickers, listTrades } from "./results.ts";
import { insertSampleRun, insertUser } from "./run-under-test.ts";
import { byTickerThenDate, byteOrder, sampleFilter, sampleTrades } from "./trades-under-test.ts";

withServices();

const trades = sampleTrades(700, 3);
let owner: User;
let run: { runId: number };

beforeAll(async () => {
  owner = await insertUser("owner");
  run = { runId: await insertSampleRun(owner, trades) };
  await insertSampleRun(await insertUser("neighbour"), sampleTrades(300, 4));
});

async function allPages(query: TradeQuery): Promise<TradeRow[]> {
  const rows: TradeRow[] = [];
  let after: string | null = null;
  do {
    const page = await listTrades(run, { ...query, after });
    rows.push(...page.trades);
    after = page.next;
  } while (after !== null);
  return rows;
}

const byDate = (a: TradeRow, b: TradeRow) => byteOrder(a.purchaseDate, b.purchaseDate) || byteOrder(a.ticker, b.ticker);

const ORDERS = {
  date: byDate,
  "-date": (a: TradeRow, b: TradeRow) => byDate(b, a),
  ticker: byTickerThenDate,
};

test("paging visits every matching trade exactly once, in the order asked for", async () => {
  const order = fc.constantFrom("date", "-date", "ticker");
  await fc.assert(
    fc.asyncProperty(sampleFilter, order, fc.integer({ min: 20, max: 500 }), async (filter, order, limit) => {
      const rows = await allPages({ ...filter, order, limit, after: null });
      expect(rows).toEqual(matching(trades, filter).sort(ORDERS[order]));
    }),
    { numRuns: 60 },
  );
});

test("a page that ends with the last trade leads nowhere", async () => {
  const all = TradeQuery.parse({ limit: "500" });
  const first = await listTrades(run, all);
  const rest = await listTrades(run, { ...all, after: first.next, limit: trades.length - 500 });
  expect([first.trades.length + rest.trades.length, rest.next]).toEqual([trades.length, null]);
});

test.each([
  "garbage",
  Buffer.from('["2020-02-31","A"]').toString("base64url"),
  Buffer.from('["2020-02-01","\\u0000"]').toString("base64url"),
  Buffer.from('["2020-02-01"]').toString("base64url"),
])("a page marker nobody gave out is refused: %s", async (after) => {
  const refusal = await listTrades(run, TradeQuery.parse({ after })).catch((error: unknown) => error);
  expect(isKind(refusal, "invalid_input")).toBe(true);
});

test.each([
  { from: "2020-02-30" },
  { to: "0000-01-01" },
  { from: "infinity" },
  { sectors: "a\0b" },
  { tickers: Array.from({ length: 201 }, (_, i) => `T${i}`) },
])("a filter that can match nothing is refused at the door: %j", (filter) => {
  expect(TradeQuery.safeParse(filter).success).toBe(false);
});

test("a search finds tickers by any part of their name, those that begin with it first", async () => {
  const { total, tickers } = await listTickers(run, TickerSearch.parse({ q: "t1", limit: "4" }));
  expect(tickers.map(({ ticker }) => ticker)).toEqual(["T10", "T15", "=T1", "=T11"]);
  expect(total).toBe(11);
});

test("a search says each ticker once and respects the sectors", async () => {
  const search = TickerSearch.parse({ limit: "200", sectors: ["TECH", "ENERGY"] });
  const { total, tickers } = await listTickers(run, search);
  const expected = [...new Set(matching(trades, TradeQuery.parse(search)).map(({ ticker }) => ticker))];
  expect(tickers.map(({ ticker }) => ticker)).toEqual(expected.sort(byteOrder));
  expect(total).toBe(expected.length);
});

test.each(["%", "_", "' OR 1=1 --", "\\"])("a search for %s matches these characters and nothing else", async (q) => {
  expect(await listTickers(run, TickerSearch.parse({ q }))).toEqual({ total: 0, tickers: [] });
});

test("the filter bar offers every sector with its tickers, and the days of the first and last purchase", async () => {
  const { sectors, period } = await getFilterOptions(run);
  const days = trades.map(({ purchaseDate }) => purchaseDate).sort();
  const bySector = Map.groupBy(trades, ({ sector }) => sector);
  expect(period).toEqual({ from: days[0], to: days.at(-1) });
  expect(sectors).toEqual(
    [...bySector]
      .map(([sector, members]) => ({ sector, tickers: new Set(members.map(({ ticker }) => ticker)).size }))
      .sort((a, b) => byteOrder(a.sector, b.sector)),
  );
});

test("a run is there for its owner, and for nobody else", async () => {
  expect(await getOwnedRun(owner, String(run.runId))).toMatchObject(run);
  const stranger = await insertUser("stranger");
  for (const [user, id] of [
    [stranger, run.runId],
    [owner, run.runId + 1],
    [owner, "0"],
    [owner, "1 OR 1=1"],
    [owner, "99999999999"],
  ] as const)
    await expect(getOwnedRun(user, id)).rejects.toMatchObject({ kind: "not_found", message: "There is no such run." });
});

test("a run without a result says so", async () => {
  const runId = await insertSampleRun(owner, trades.slice(0, 1));
  await db().run.update({ where: { id: runId }, data: { publishedAt: null } });
  await expect(getOwnedRun(owner, runId)).rejects.toMatchObject({ kind: "conflict" });
});
