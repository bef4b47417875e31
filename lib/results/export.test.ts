import { buffer, text } from "node:stream/consumers";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { beforeAll, expect, test } from "vitest";
import { withServices } from "#embedded/test-services/test-services.ts";
import { db } from "#lib/platform/db.ts";
import { env } from "#lib/platform/env.ts";
import type { User } from "#lib/platform/session.ts";
import type { TradeRow } from "./contract.ts";
import { exportTrades, openTrades } from "./export.ts";
import { getOwnedRun, type OwnedRun } from "./results.ts";
import { insertSampleRun, insertUser } from "./run-under-test.ts";
import { sampleTrades } from "./trades-under-test.ts";

withServices();

const COLUMNS = "ticker,sector,purchase_date,purchase_price,purchase_volume,last_price,pnl";

/** Numbers that lose a digit, or all of them, in most ways of writing them. */
const AWKWARD = [0.1 + 0.2, 5e-324, Number.MAX_VALUE / 1e6, -0, 1e21, 123456789012345680, -1 / 3, 2 ** -1074 * 3];

const trades = sampleTrades(3_000, 5).map((trade, i) => ({ ...trade, pnl: AWKWARD[i % AWKWARD.length] ?? 0 }));
let owner: User;
let run: OwnedRun;

beforeAll(async () => {
  owner = await insertUser("owner");
  run = await getOwnedRun(owner, await insertSampleRun(owner, trades));
  await insertSampleRun(owner, sampleTrades(100, 6));
});

const guarded = (cell: string) => (/^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell);

test("a CSV read back is the run's trades, number for number, and no cell is a formula", async () => {
  const response = await exportTrades(run, "csv");
  expect(response.headers.get("content-disposition")).toBe(`attachment; filename="run-${run.runId}-trades.csv"`);
  expect(response.headers.get("content-type")).toContain("text/csv");
  const [header, ...rows] = parseCsv(await response.text());
  expect(header?.join(",")).toBe(COLUMNS);
  expect(rows.map(tradeOf)).toEqual(
    trades.map((trade) => ({ ...trade, ticker: guarded(trade.ticker), sector: guarded(trade.sector) })),
  );
});

test("a JSON export read back is the run's trades, with their names as they are", async () => {
  const rows: Record<string, string>[] = JSON.parse(await (await exportTrades(run, "json")).text());
  expect(Object.keys(rows[0] ?? {}).join(",")).toBe(COLUMNS);
  expect(rows.map((row) => tradeOf(Object.values(row)))).toEqual(trades);
});

test("a run without trades is a header, and an empty list", async () => {
  const runId = await insertSampleRun(owner, []);
  expect(await text(await openTrades({ runId }, "csv"))).toBe(`${COLUMNS}\n`);
  expect(await text(await openTrades({ runId }, "json"))).toBe("[]\n");
});

test("a Parquet export leads to the file in the object store", async () => {
  const { S3_BUCKET: Bucket, S3_ENDPOINT: endpoint } = env();
  const store = new S3Client({ endpoint, forcePathStyle: true });
  await store.send(new PutObjectCommand({ Bucket, Key: run.tradesKey ?? "", Body: "PAR1" }));
  const response = await exportTrades(run, "parquet");
  expect(response.status).toBe(307);
  const file = await fetch(response.headers.get("location") ?? "");
  expect([await file.text(), file.headers.get("content-disposition")]).toEqual([
    "PAR1",
    `attachment; filename*=UTF-8''run-${run.runId}-trades.parquet`,
  ]);
  await expect(exportTrades({ ...run, tradesKey: null }, "parquet")).rejects.toMatchObject({ kind: "not_found" });
});

test("readers that leave early take no connection with them", async () => {
  const many = Array.from(
    { length: 60_000 },
    (_, i): TradeRow => ({
      ...{ ticker: `T${i}`, sector: "TECH", purchaseDate: "2020-01-02" },
      ...{ purchasePrice: 2, purchaseVolume: 50, lastPrice: 3, pnl: 50 },
    }),
  );
  const runId = await insertSampleRun(owner, many);
  for (let i = 0; i < 12; i++) {
    const { body } = await exportTrades({ runId, tradesKey: null }, i % 2 ? "csv" : "json");
    const reader = body?.getReader();
    await reader?.read();
    await reader?.cancel();
  }
  expect(await db().trade.count({ where: { runId } })).toBe(60_000);
  expect((await buffer(await openTrades({ runId }, "csv"))).length).toBeGreaterThan(60_000);
});

function tradeOf(cells: (string | number)[]): TradeRow {
  const [ticker = "", sector = "", purchaseDate = "", purchasePrice, purchaseVolume, lastPrice, pnl] = cells;
  return {
    ...{ ticker: String(ticker), sector: String(sector), purchaseDate: String(purchaseDate) },
    ...{ purchasePrice: Number(purchasePrice), purchaseVolume: Number(purchaseVolume) },
    ...{ lastPrice: Number(lastPrice), pnl: Number(pnl) },
  };
}

/** RFC 4180, one cell at a time. */
function parseCsv(csv: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === "\n") rows.push([]);
  }
  return rows.slice(0, -1);
}
