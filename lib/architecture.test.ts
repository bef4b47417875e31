import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const FOLDERS = ["app", "components", "lib", "workers", "cli", "embedded", "bench"] as const;
const STAGES = ["upload", "schema", "convert", "strategy", "results", "charts", "share"];

interface Import {
  from: string;
  /** A path in this repository, or a package's name. */
  to: string;
  typeOnly: boolean;
  names: string;
}

const sources = FOLDERS.flatMap(listSources).filter((path) => !path.startsWith("lib/platform/prisma-client/"));
const imports = sources.flatMap(readImports);
/** Tests, and the fixtures they share, may reach for real services and prepared rows. */
const isTest = (path: string): boolean => /(\.test|-under-test)\.ts$/.test(path);
const product = imports.filter(({ from }) => !isTest(from));

describe("a folder imports only what lies below it", () => {
  test.each([
    ["app", ["app", "components", "lib"]],
    ["components", ["components", "lib"]],
    ["workers", ["workers", "lib"]],
    ["cli", ["cli", "lib", "embedded", "bench"]],
    ["bench", ["bench", "cli", "lib", "embedded"]],
    ["embedded", ["embedded", "lib/platform"]],
    ["lib", ["lib"]],
  ])("%s", (folder, allowed) => {
    const wrong = product.filter(
      ({ from, to }) => within(from, folder) && isOurs(to) && !allowed.some((target) => within(to, target)),
    );
    expect(wrong.map(show)).toEqual([]);
  });
});

test("a stage imports earlier stages and the platform, never a later one", () => {
  const wrong = product.filter(({ from, to }) => {
    const [here, there] = [stageOf(from), stageOf(to)];
    return here >= 0 && there >= 0 && there > here;
  });
  expect(wrong.map(show)).toEqual([]);
});

test("the platform knows no stage", () => {
  expect(product.filter(({ from, to }) => within(from, "lib/platform") && stageOf(to) >= 0).map(show)).toEqual([]);
});

test("lib imports neither Next nor React; a client may describe queries", () => {
  const wrong = product.filter(({ from, to, typeOnly }) => {
    if (!within(from, "lib") || typeOnly) return false;
    if (to === "@tanstack/react-query") return !from.endsWith("/client.ts");
    return /^(next|react|react-dom|server-only|@mantine)(\/|$)/.test(to);
  });
  expect(wrong.map(show)).toEqual([]);
});

test("in a stage only queries.ts asks Prisma; COPY streams where results are loaded and exported", () => {
  const allowed = /\/queries\.ts$|^lib\/strategy\/load\.ts$|^lib\/results\/export\.ts$/;
  const wrong = product.filter(
    ({ from, to, names }) =>
      stageOf(from) >= 0 && to === "lib/platform/db.ts" && /(?<!type )\b(db|pool)\b/.test(names) && !allowed.test(from),
  );
  expect(wrong.map(show)).toEqual([]);
});

test("pages and components never touch the database, the store or the engine themselves", () => {
  const wrong = product.filter(
    ({ from, to }) =>
      (within(from, "app") || within(from, "components")) &&
      /^lib\/platform\/(db|storage|engine|prisma-client)|^@duckdb|^@prisma|^@aws-sdk|^pg/.test(to),
  );
  expect(wrong.map(show)).toEqual([]);
});

test("what crosses the wire and what a browser runs needs nothing of Node", () => {
  const wrong = product.filter(
    ({ from, to }) => /^lib\/[a-z]+\/(contract|client)\.ts$/.test(from) && to.startsWith("node:"),
  );
  expect(wrong.map(show)).toEqual([]);
});

test("the web tier never reaches DuckDB", () => {
  const reached = reachableFrom(sources.filter((path) => within(path, "app") || within(path, "components")));
  expect([...reached].filter((path) => within(path, "lib/platform/engine") && !path.endsWith("/sql.ts"))).toEqual([]);
});

test("what a browser draws never reaches the environment or the database", () => {
  const reached = reachableFrom(sources.filter((path) => within(path, "components") && !isTest(path)));
  expect([...reached].filter((path) => /^lib\/platform\/(env|db|storage|log)\.ts$/.test(path))).toEqual([]);
});

test("there are no default exports but those Next demands, and no barrels", () => {
  const wrong = sources.filter((path) => !within(path, "app") && /^export default /m.test(read(path)));
  expect(wrong).toEqual([]);
  expect(sources.filter((path) => /(^|\/)(index|utils|helpers|types)\.tsx?$/.test(path))).toEqual([]);
});

function listSources(folder: string): string[] {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  return entries.filter((path) => /\.tsx?$/.test(path)).map((path) => `${folder}/${path}`);
}

function readImports(path: string): Import[] {
  const pattern = /^(?:import|export)\s+(?<type>type\s+)?(?<names>[^"';]*?)\s*(?:from\s+)?"(?<to>[^"]+)";/gm;
  return [...read(path).matchAll(pattern)].map(({ groups }) => ({
    from: path,
    to: resolve(path, groups?.to ?? ""),
    typeOnly: groups?.type !== undefined,
    names: groups?.names ?? "",
  }));
}

function resolve(from: string, to: string): string {
  if (to.startsWith("#")) return to.slice(1);
  return to.startsWith(".") ? normalize(join(dirname(from), to)) : to;
}

function reachableFrom(entries: string[]): Set<string> {
  const reached = new Set(entries);
  for (const path of reached)
    for (const { from, to, typeOnly } of imports) if (from === path && !typeOnly && isOurs(to)) reached.add(to);
  return reached;
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

function within(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}

function isOurs(path: string): boolean {
  return FOLDERS.some((folder) => within(path, folder));
}

function stageOf(path: string): number {
  const [top, stage = ""] = path.split("/");
  return top === "lib" ? STAGES.indexOf(stage) : -1;
}

function show({ from, to }: Import): string {
  return `${from} → ${to}`;
}
