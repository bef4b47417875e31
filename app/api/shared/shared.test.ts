import { beforeAll, expect, test } from "vitest";
import { withServices } from "#embedded/test-services/test-services.ts";
import { db } from "#lib/platform/db.ts";
import { dashboardSearch } from "#lib/results/client.ts";
import { DashboardView, FilterOptions, TickerMatches, TradePage } from "#lib/results/contract.ts";
import { insertSampleRun, insertUser } from "#lib/results/run-under-test.ts";
import { sampleTrades } from "#lib/results/trades-under-test.ts";
import { NewShare, SharedRun } from "#lib/share/contract.ts";
import { createShare } from "#lib/share/share.ts";
import * as dashboard from "./[token]/dashboard/route.ts";
import * as options from "./[token]/options/route.ts";
import * as run from "./[token]/route.ts";
import * as tickers from "./[token]/tickers/route.ts";
import * as trades from "./[token]/trades/route.ts";

withServices();

const ROUTES = [
  { name: "run", GET: run.GET, answer: SharedRun },
  { name: "dashboard", GET: dashboard.GET, answer: DashboardView },
  { name: "options", GET: options.GET, answer: FilterOptions },
  { name: "tickers", GET: tickers.GET, answer: TickerMatches },
  { name: "trades", GET: trades.GET, answer: TradePage },
];

const sample = sampleTrades(200, 1);
const ended: Record<string, string> = { unknown: `shr_${"A".repeat(43)}`, malformed: "..%2F" };
let token: string;
let otherRun: number;

beforeAll(async () => {
  const owner = await insertUser("owner");
  const runId = await insertSampleRun(owner, sample);
  otherRun = await insertSampleRun(owner, sampleTrades(10, 2));
  const newLink = async (data: { revokedAt?: Date; expiresAt?: Date }) => {
    const { id, url } = await createShare(owner, runId, NewShare.parse({}), "");
    await db().shareLink.update({ where: { id }, data });
    return url.replace("/s/", "");
  };
  token = await newLink({});
  ended.revoked = await newLink({ revokedAt: new Date() });
  ended.expired = await newLink({ expiresAt: new Date() });
});

type Route = (typeof ROUTES)[number];
const ask = ({ GET }: Route, token: string, search = "") =>
  GET(new Request(`https://charts.example/api?${search}`, { headers: { host: "charts.example" } }), {
    params: Promise.resolve({ token }),
  });

test.each(ROUTES)("a stranger on another machine reads the $name, and nothing beyond its contract", async (route) => {
  const response = await ask(route, token);
  const body = await response.json();
  expect([response.status, route.answer.strict().parse(body)]).toEqual([200, body]);
});

test.each(ROUTES)("the $name answers every link that is gone with the same bytes", async (route) => {
  const answers = new Set<string>();
  for (const gone of Object.values(ended)) {
    for (const search of ["", "from=nonsense"]) {
      const response = await ask(route, gone, search);
      const id = response.headers.get("x-request-id") ?? "no id";
      const answer = JSON.stringify([response.status, await response.text(), ...response.headers]);
      answers.add(answer.replaceAll(id, "the request's id"));
    }
  }
  expect(answers.size).toBe(1);
  expect([...answers][0]).toContain("Not found.");
});

test.each(ROUTES)("the $name is neither cached, nor indexed, nor told to others", async (route) => {
  for (const asked of [token, "gone"]) {
    const { headers } = await ask(route, asked);
    expect(headers.get("cache-control")).toBe("private, no-store");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("x-robots-tag")).toContain("noindex");
  }
});

test("no query leads from a link to another run", async () => {
  for (const route of ROUTES) {
    const [plain, forged] = [await ask(route, token), await ask(route, token, `runId=${otherRun}&run_id=${otherRun}`)];
    expect(await forged.text()).toBe(await plain.text());
  }
});

test("a visitor's filters narrow what the link shows", async () => {
  const [first] = sample;
  const search = dashboardSearch({ tickers: [first?.ticker ?? ""] });
  const response = await dashboard.GET(new Request(`https://charts.example/?${search}`), {
    params: Promise.resolve({ token }),
  });
  const { totals } = DashboardView.parse(await response.json());
  expect(totals.trades).toBe(sample.filter(({ ticker }) => ticker === first?.ticker).length);
});
