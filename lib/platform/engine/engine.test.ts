import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { AppError } from "../errors.ts";
import { runEngine } from "./engine.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "engine-"));
  Object.assign(process.env, {
    DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none",
    S3_BUCKET: "none",
    PARQUETRY_MEMORY_MB: "512",
    SECRET: "hidden",
  });
  await writeFile(join(dir, "allowed.csv"), "a\n1\n");
  await writeFile(join(dir, "other.csv"), "a\n2\n");
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const run = (sql: string, options: { paths?: string[]; signal?: AbortSignal } = {}) =>
  runEngine({ paths: options.paths ?? [], spillDir: dir, steps: [[{ sql, as: "rows" }]] }, { signal: options.signal });

async function failure(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error(`Expected a foreseen failure, got ${error}`);
  return error;
}

test("a plan that keeps its tables on disk leaves none to the next in its folder", async () => {
  for (const n of [1, 2]) {
    const result = await runEngine(
      {
        paths: [],
        spillDir: dir,
        keepsTablesOnDisk: true,
        steps: [[{ sql: `CREATE TABLE t AS SELECT ${n} AS n` }], [{ sql: "SELECT n FROM t", as: "rows" }]],
      },
      { owner: "ann" },
    );
    expect(result.rows("rows", z.object({ n: z.number() }))).toEqual([{ n }]);
  }
  expect((await readdir(dir)).filter((name) => name.startsWith("tables"))).toEqual([]);
});

test("a plan's peak is its own, though it shares a process with a larger one before it", async () => {
  const rows = (count: number, memoryMb = 512) =>
    runEngine(
      {
        paths: [],
        spillDir: dir,
        memoryMb,
        steps: [[{ sql: `CREATE TABLE t AS SELECT uuid() AS id FROM range(${count})` }]],
      },
      { owner: "bob" },
    );
  const large = await rows(1_500_000);
  const small = await rows(10, 128);
  expect(small.peakBytes).toBeGreaterThan(1e6);
  expect(small.peakBytes).toBeLessThan(large.peakBytes);
});

test("a plan's steps follow one another, and rows come back by name", async () => {
  const result = await runEngine({
    paths: [],
    spillDir: dir,
    steps: [
      [{ sql: "CREATE TABLE t AS SELECT 20 AS n" }, { sql: "CREATE TABLE u AS SELECT 22 AS n" }],
      [{ sql: "SELECT t.n + u.n AS n FROM t, u", as: "sum" }],
    ],
  });
  expect(result.rows("sum", z.object({ n: z.number() }))).toEqual([{ n: 42 }]);
  expect(result.peakBytes).toBeGreaterThan(1e6);
});

describe("a statement can touch nothing but the plan's files", () => {
  test.each([
    ["another file beside an allowed one", (path: string) => `SELECT * FROM read_csv('${path}/other.csv')`],
    ["the system's files", () => "SELECT * FROM read_text('/etc/passwd')"],
    ["the worker's environment", () => "SELECT * FROM read_text('/proc/self/environ')"],
    ["writing elsewhere", () => "COPY (SELECT 1) TO '/tmp/escaped.csv'"],
    ["extensions", () => "INSTALL httpfs"],
    ["its own limits", () => "SET memory_limit = '100GB'"],
  ])("%s", async (_, sql) => {
    const error = await failure(run(sql(dir), { paths: [join(dir, "allowed.csv")] }));
    expect(error.kind).toBe("engine_failed");
    expect(String(error.cause)).toMatch(/Permission Error|disabled|locked|Cannot change|Cannot access/);
  });

  test("an allowed file is read", async () => {
    const result = await run(`SELECT a FROM read_csv('${dir}/allowed.csv')`, { paths: [join(dir, "allowed.csv")] });
    expect(result.rows("rows", z.object({ a: z.coerce.number() }))).toEqual([{ a: 1 }]);
  });
});

describe("a process may serve its owner again; what was in its last plan is out of reach", () => {
  const again = (sql: string, name: string) =>
    runEngine({ paths: [join(dir, name)], spillDir: dir, steps: [[{ sql, as: "rows" }]] }, { owner: "ann" });

  test.each([
    ["the last plan's files", (path: string) => `SELECT * FROM read_csv('${path}/other.csv')`],
    ["its tables", () => "FROM kept"],
    ["other files", () => "SELECT * FROM read_text('/etc/passwd')"],
    ["limits", () => "SET memory_limit = '100GB'"],
  ])("%s", async (_, sql) => {
    await again(`CREATE TABLE kept AS FROM read_csv('${dir}/other.csv')`, "other.csv");
    expect((await failure(again(sql(dir), "allowed.csv"))).kind).toBe("engine_failed");
  });
});

test("work that ignores DuckDB's memory limit is stopped by the operating system, with a sentence", async () => {
  const error = await failure(run("SELECT count(*) FROM (SELECT unnest(range(1000000000)))"));
  expect(error.kind).toBe("out_of_memory");
  expect(error.message).toContain("PARQUETRY_MEMORY_MB");
});

test("an aborted statement ends with the reason it was given", async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new AppError("cancelled", "Cancelled.")), 300);
  const error = await failure(
    run("SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b", { signal: controller.signal }),
  );
  expect(error.kind).toBe("cancelled");
});

test("work that ignores an interrupt is killed", async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new AppError("cancelled", "Cancelled.")), 300);
  const error = await failure(
    run("SELECT list_sort(range(i, i + 60000000))[1] FROM range(100) t(i)", { signal: controller.signal }),
  );
  expect(error.kind).toMatch(/cancelled|out_of_memory/);
}, 30_000);
