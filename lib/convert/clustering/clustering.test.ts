import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { Manifest } from "#lib/convert/contract.ts";
import { newestManifest, prices, readRows } from "#lib/convert/dataset-under-test.ts";
import { db } from "#lib/platform/db.ts";
import { sweepAttempts } from "#lib/platform/jobs/sweep.ts";
import type { User } from "#lib/platform/session.ts";
import { findObject } from "#lib/platform/storage.ts";
import { someone, withUploadServices } from "#lib/upload/uploads-under-test.ts";
import { cluster, datasetWithRecipe, type Row, storePart } from "./parts-under-test.ts";

withUploadServices();

let owner: User;
beforeAll(async () => {
  owner = await someone();
});

type Drawer = Record<string, Row[]>;

async function datasetOf(drawer: Drawer, recipe = prices): Promise<string> {
  const datasetId = await datasetWithRecipe(owner, recipe);
  for (const [path, rows] of Object.entries(drawer)) await storePart(owner, datasetId, path, rows);
  return datasetId;
}

/** Every row of the newest version, ticker by ticker; each ticker stands in one shard, in the shard's order. */
async function clustered(datasetId: string) {
  const manifest = await newestManifest(datasetId);
  const shards: unknown[][][] = [];
  for (const { key } of manifest.shards) shards.push(await readRows([key]));
  const tickers = new Map<unknown, unknown[][]>();
  for (const rows of shards) {
    const own = Map.groupBy(rows, ([, ticker]) => ticker);
    for (const [ticker, members] of own) {
      if (ticker !== null) expect(tickers.has(ticker), `${ticker} lies in two shards`).toBe(false);
      tickers.set(ticker, [...(tickers.get(ticker) ?? []), ...members]);
    }
  }
  return { manifest, shards, tickers };
}

/** What every way of clustering has to come to. */
function expected(drawer: Drawer): Map<unknown, Row[]> {
  const rows = Object.keys(drawer)
    .sort()
    .flatMap((path) => drawer[path] ?? []);
  const byDate = rows.toSorted(([a], [b]) =>
    (a ?? "9999") < (b ?? "9999") ? -1 : Number((a ?? "9999") > (b ?? "9999")),
  );
  return Map.groupBy(byDate, ([, ticker]) => ticker);
}

async function expectAll(datasetId: string, drawer: Drawer): Promise<void> {
  const { manifest, tickers } = await clustered(datasetId);
  const wanted = expected(drawer);
  expect(new Set(tickers.keys())).toEqual(new Set(wanted.keys()));
  for (const [ticker, rows] of wanted) {
    const own = tickers.get(ticker) ?? [];
    if (ticker === null) expect(new Set(own.map(String))).toEqual(new Set(rows.map(String)));
    else expect(own).toEqual(rows);
    expect(own).toHaveLength(rows.length);
  }
  const all = Object.values(drawer).flat();
  const days = all.flatMap(([date]) => date ?? []).sort();
  const keys = all.flatMap(([date, ticker]) => (date && ticker ? [`${ticker} ${date}`] : []));
  expect(manifest).toMatchObject({
    files: Object.keys(drawer).length,
    rowsRead: all.length,
    tickers: [...wanted.keys()].filter((ticker) => ticker !== null).length,
    sectors: new Set(all.map(([, , sector]) => sector)).size,
    period: days.length > 0 ? { from: days[0], to: days.at(-1) } : null,
    duplicates: { rows: keys.length - new Set(keys).size },
  });
}

let price = 0;
/** Rows of one ticker on days that follow one another. */
const block = (ticker: string | null, from: number, days: number, sector = "X"): Row[] =>
  Array.from({ length: days }, (_, at) => [dayName(from + at), ticker, sector, ++price]);
const dayName = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);

describe("however parts lie to one another, the shards hold every row in order, each ticker in one shard", () => {
  test.each<[string, Drawer]>([
    ["apart", { a: [...block("A", 0, 3_000), ...block("B", 0, 3_000)], b: block("C", 0, 5_000) }],
    [
      "nested",
      { a: [...block("A", 0, 3_000), ...block("E", 0, 3_000)], b: [...block("C", 0, 2_000), ...block("E", 3_000, 10)] },
    ],
    [
      "partly overlapping",
      {
        a: [...block("A", 0, 4_000), ...block("B", 0, 4_000)],
        b: [...block("B", 4_000, 4_000), ...block("C", 0, 4_000)],
      },
    ],
    [
      "with equal bounds",
      { a: [...block("A", 0, 500), ...block("Z", 0, 500)], b: [...block("A", 500, 500), ...block("Z", 500, 500)] },
    ],
    [
      "with one ticker that has most of the rows",
      { a: block("B", 0, 15_000), b: [...block("A", 0, 10), ...block("B", 15_000, 15_000), ...block("C", 0, 10)] },
    ],
    [
      "each over all tickers, a day each",
      Object.fromEntries(
        Array.from({ length: 12 }, (_, day) => [
          `${day + 10}`,
          Array.from({ length: 1_200 }, (_, at) => block(`T${at}`, day, 1)[0] ?? [null, null, "", 0]),
        ]),
      ),
    ],
    [
      "many and tiny",
      Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`${at + 10}`, block(`T${at}`, 0, 100)])),
    ],
    [
      "without tickers in places",
      {
        a: [...block("A", 0, 3_000), ...block(null, 0, 2_500)],
        b: [...block("A", 3_000, 3_000), ...block(null, 10, 100)],
      },
    ],
    ["alone and large", { a: ["A", "B", "C", "D", "E", "F"].flatMap((ticker) => block(ticker, 0, 4_000)) }],
    [
      "with rows that lack a ticker behind a ticker's last",
      { a: block("A", 0, 500), b: [...block("A", 0, 1), ...block("B", 0, 2_500), ...block(null, 0, 1_595)] },
    ],
    [
      "without any ticker",
      { a: block(null, 0, 3_000), b: block(null, 100, 50), c: block(null, 0, 10), d: block(null, 5, 10) },
    ],
    ["with days and tickers twice", { b: [...block("A", 0, 3_000), ...block("A", 10, 20)], a: block("A", 100, 3_000) }],
    [
      "without dates in places",
      {
        a: [...block("A", 0, 3_000), [null, "A", "X", ++price]],
        b: [...block("A", 10, 3_000), [null, "A", "X", ++price]],
      },
    ],
  ])("%s", async (_, drawer) => {
    const datasetId = await datasetOf(drawer);
    expect(await cluster(owner, datasetId)).toBeUndefined();
    await expectAll(datasetId, drawer);
  });
});

describe("an appended file", () => {
  const old: Drawer = {
    a: [...block("A", 0, 4_000), ...block("B", 0, 4_000)],
    b: block("M", 0, 9_000),
    c: [...block("X", 0, 4_000), ...block("Y", 0, 4_000)],
  };

  async function append(path: string, rows: Row[]) {
    const datasetId = await datasetOf(old);
    await cluster(owner, datasetId);
    const before = await newestManifest(datasetId);
    await storePart(owner, datasetId, path, rows);
    expect(await cluster(owner, datasetId)).toBeUndefined();
    await expectAll(datasetId, { ...old, [path]: rows });
    const kept = new Set(before.shards.map(({ key }) => key));
    const { shards } = await newestManifest(datasetId);
    return { shared: shards.filter(({ key }) => kept.has(key)), shards };
  }

  test("with tickers of its own leaves every shard as it is", async () => {
    const { shared, shards } = await append("d", block("N", 0, 5_000));
    expect([shared.length, shards.length]).toEqual([3, 4]);
  });

  test("with more days of one ticker touches that ticker's shard alone", async () => {
    const { shared, shards } = await append("d", block("M", 9_000, 100));
    expect([shared.length, shards.length]).toEqual([2, 3]);
  });

  test("that comes between the rows of files by its path is put between them", async () => {
    const { shared } = await append("aa", [...block("B", 3_990, 20), ...block("M", 8_990, 20)]);
    expect(shared).toHaveLength(1);
  });
});

test("a file that is gone or was converted again takes its rows with it, and no other's", async () => {
  const drawer: Drawer = {
    a: [...block("A", 0, 3_000), ...block("B", 0, 3_000)],
    b: [...block("B", 10, 3_000), ...block("C", 0, 3_000)],
    c: block("Z", 0, 5_000),
  };
  const datasetId = await datasetOf(drawer);
  expect(await cluster(owner, datasetId)).toBeUndefined();
  const before = (await newestManifest(datasetId)).shards.map(({ key }) => key);
  await db().sourceFile.deleteMany({ where: { datasetId, path: "b" } });
  expect(await cluster(owner, datasetId)).toBeUndefined();
  const { b: _, ...rest } = drawer;
  await expectAll(datasetId, rest);
  const after = (await newestManifest(datasetId)).shards.map(({ key }) => key);
  expect(after.at(-1)).toBe(before.at(-1));
});

test("parts whose schema another release of the engine wrote in other words are clustered all the same", async () => {
  const drawer: Drawer = {
    a: [...block("A", 0, 5_000), ...block("B", 0, 5_000)],
    b: [...block("B", 5_000, 5_000), ...block("C", 0, 5_000), ...block(null, 0, 3_000)],
  };
  const datasetId = await datasetWithRecipe(owner);
  const ids = "{'date': 1, 'ticker': 2, 'sector': 3, 'price': 4}";
  await storePart(owner, datasetId, "a", drawer.a ?? []);
  await storePart(owner, datasetId, "b", drawer.b ?? [], `, FIELD_IDS ${ids}`);
  expect(await cluster(owner, datasetId)).toBeUndefined();
  await expectAll(datasetId, drawer);
});

test("the janitor never takes what a newer version shares with an older one", async () => {
  const datasetId = await datasetOf({ a: block("A", 0, 3_000), b: [...block("C", 0, 3_000)] });
  await cluster(owner, datasetId);
  await storePart(owner, datasetId, "c", block("C", 3_000, 10));
  await cluster(owner, datasetId);
  await storePart(owner, datasetId, "d", block("E", 0, 10));
  await cluster(owner, datasetId);
  await sweepAttempts({ restMs: 0, thorough: true });
  for (const { manifest } of await db().datasetVersion.findMany({ where: { datasetId } })) {
    const { shards, ledger } = Manifest.parse(manifest);
    for (const key of [...shards.map((shard) => shard.key), ledger ?? ""])
      expect(await findObject(key), key).toBeDefined();
  }
});

test("a clustering that is cancelled ends, publishes nothing, and may be asked for again", async () => {
  const drawer = Object.fromEntries(
    Array.from({ length: 6 }, (_, at) => [
      `${at}`,
      [...block("A", at * 3_000, 3_000), ...block("B", at * 3_000, 3_000)],
    ]),
  );
  const datasetId = await datasetOf(drawer);
  const clustering = cluster(owner, datasetId);
  const job = { kind: "dataset.cluster", subject: datasetId };
  while ((await db().job.findFirst({ where: job }))?.state !== "running") await sleep(20);
  await db().job.updateMany({ where: job, data: { cancelAsked: true } });
  expect(await clustering).toMatch(/^cancelled/);
  expect(await db().datasetVersion.count({ where: { datasetId } })).toBe(0);
  expect(await cluster(owner, datasetId)).toBeUndefined();
  await expectAll(datasetId, drawer);
});

test("random drawers, clustered at once or file by file in any order, come to the same rows", async () => {
  const blocks = fc.record({
    ticker: fc.constantFrom("A", "B", "C", "D", "É", "🙂", null),
    from: fc.integer({ min: 0, max: 3_000 }),
    days: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 500, max: 5_000 })),
  });
  const files = fc.array(fc.array(blocks, { minLength: 1, maxLength: 5 }), { minLength: 2, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(files, fc.infiniteStream(fc.nat()), async (given, random) => {
      const drawer = Object.fromEntries(
        given.map((parts, at) => [`f${at}`, parts.flatMap(({ ticker, from, days }) => block(ticker, from, days))]),
      );
      const order = Object.keys(drawer).toSorted(() => ((random.next().value ?? 0) % 2) - 0.5);
      const datasetId = await datasetWithRecipe(owner);
      for (const [at, path] of order.entries()) {
        await storePart(owner, datasetId, path, drawer[path] ?? []);
        if ((random.next().value ?? 0) % 3 > 0 || at === order.length - 1)
          expect(await cluster(owner, datasetId)).toBeUndefined();
      }
      await expectAll(datasetId, drawer);
      const [gone = ""] = order;
      await db().sourceFile.deleteMany({ where: { datasetId, path: gone } });
      expect(await cluster(owner, datasetId)).toBeUndefined();
      const { [gone]: _, ...rest } = drawer;
      await expectAll(datasetId, rest);
    }),
    { numRuns: Number(process.env.CLUSTER_RUNS ?? 5) },
  );
}, 3_600_000);
