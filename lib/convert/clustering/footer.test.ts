import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { footerBytes, readFooter, TAIL_BYTES } from "./footer.ts";
import { readLocalFooter } from "./read-footers.ts";
import { RowGroupFile } from "./row-group-file.ts";
import { type Struct, ThriftReader, type Value, writeStruct } from "./thrift.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "footer-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function ask(sql: string) {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  return (await connection.runAndReadAll(sql)).getRowsJson();
}

/** Three row groups of every type a recipe knows, with NULLs. */
async function writeTable(name: string, options = ""): Promise<string> {
  const path = join(dir, name);
  await ask(`COPY (
    SELECT 'T' || i // 1000 AS ticker, DATE '2000-01-01' + CAST(i AS INTEGER) AS date, i / 7 AS price, i AS volume,
      CAST(i AS DECIMAL(18, 4)) AS exact, i % 3 = 0 AS flag, TIMESTAMP '2000-01-01' + to_seconds(i) AS at,
      CASE WHEN i % 5 > 0 THEN 'Ünïcode ' || i END AS note
    FROM range(6000) AS rows(i)
  ) TO '${path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 2048 ${options})`);
  return path;
}

async function glue(name: string, paths: string[], pick: (index: number) => boolean = () => true): Promise<string> {
  const target = join(dir, name);
  const footers = await Promise.all(paths.map((path) => readLocalFooter(path)));
  const [first] = footers;
  const file = await RowGroupFile.create(target, first?.schema ?? Buffer.alloc(0), new AbortController().signal);
  for (const [at, { groups }] of footers.entries())
    await file.append(
      groups.filter((_, index) => pick(index)).map((group) => ({ from: { path: paths[at] ?? "" }, group })),
    );
  await file.finish();
  return target;
}

describe("row groups of several files make one file", () => {
  test.each([
    ["as DuckDB writes them", ""],
    ["in the newer encodings", ", PARQUET_VERSION v2"],
    ["without dictionaries", ", DICTIONARY_SIZE_LIMIT 1"],
  ])("%s", async (_, options) => {
    const paths = [await writeTable("a.parquet", options), await writeTable("b.parquet", options)];
    const glued = await glue("glued.parquet", paths);
    expect(await ask(`SELECT * FROM '${glued}'`)).toEqual(
      await ask(`SELECT * FROM read_parquet(['${paths.join("', '")}'])`),
    );
    expect(await ask(`SELECT count(*) FROM parquet_metadata('${glued}') WHERE path_in_schema = 'ticker'`)).toEqual([
      ["6"],
    ]);
    expect(await ask(`SELECT note FROM '${glued}' WHERE ticker = 'T5' AND volume = 5999`)).toEqual([
      ["Ünïcode 5999"],
      ["Ünïcode 5999"],
    ]);
  });

  test("or some of them", async () => {
    const glued = await glue("middle.parquet", [await writeTable("a.parquet")], (index) => index === 1);
    expect(await ask(`SELECT min(volume), max(volume), count(*) FROM '${glued}'`)).toEqual([["2048", "4095", "2048"]]);
  });

  test("and such a file can be taken apart again", async () => {
    const once = await glue("once.parquet", [await writeTable("a.parquet"), await writeTable("b.parquet")]);
    const twice = await glue("twice.parquet", [once], (index) => index > 2);
    expect(await ask(`SELECT * FROM '${twice}'`)).toEqual(await ask(`SELECT * FROM '${join(dir, "b.parquet")}'`));
  });
});

test("a footer says what its row groups hold", async () => {
  const bytes = await readFile(await writeTable("a.parquet"));
  const footer = bytes.subarray(bytes.length - footerBytes(bytes.subarray(-TAIL_BYTES)), -TAIL_BYTES);
  const { groups } = readFooter(footer, ["ticker", "note"]);
  expect(groups.map(({ rows }) => rows)).toEqual([2048, 2048, 1904]);
  expect(groups.map(({ columns }) => String(columns.get("ticker")?.max))).toEqual(["T2", "T4", "T5"]);
  expect(groups[0]?.columns.get("note")?.nulls).toBe(410);
});

test("a file that is cut short or no Parquet is refused in words", async () => {
  const bytes = await readFile(await writeTable("a.parquet"));
  expect(() => footerBytes(bytes.subarray(0, -1))).toThrow(/footer cannot be read/);
  expect(() => readFooter(bytes.subarray(-200, -TAIL_BYTES), [])).toThrow(/footer cannot be read/);
});

test("what is read of Thrift's compact protocol is written alike", () => {
  const { value } = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.record({ is: fc.constant("bool" as const), value: fc.boolean() }),
      fc.record({
        is: fc.constant("int" as const),
        width: fc.constantFrom(5 as const, 6 as const),
        value: fc.maxSafeInteger().map((n) => Math.trunc(n / 4) + 0),
      }),
      fc.record({ is: fc.constant("binary" as const), value: fc.uint8Array().map((bytes) => Buffer.from(bytes)) }),
      fc
        .array(tie("value"), { maxLength: 20 })
        .map((items): Value => ({ is: "struct", fields: new Map(items.map((item, at) => [at * 9 + 1, item])) })),
      fc
        .array(fc.integer({ min: 0 }), { maxLength: 20 })
        .map(
          (numbers): Value => ({ is: "list", of: 6, items: numbers.map((n) => ({ is: "int", width: 6, value: n })) }),
        ),
    ),
  }));
  fc.assert(
    fc.property(fc.array(value), (values) => {
      const fields: Struct = new Map(values.map((one, at) => [at + 1, one]));
      expect(new ThriftReader(writeStruct(fields)).struct()).toEqual(fields);
    }),
  );
});
