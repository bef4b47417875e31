import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { tryLock } from "#cli/lock.ts";
import { ROOT, runProgram } from "./program.ts";

const POLL_MS = 300;
/** Tests build beside the build that a running application serves. */
export const TEST_BUILD_DIR = ".next-test";
export const BUILD_STAMP = "parquetry-stamp";
const SOURCES = ["app", "components", "lib", "public", "prisma/schema.prisma", "package-lock.json", "tsconfig.json"];
const SOURCE_FILE = /^(next\.config|postcss\.config|instrumentation|proxy)\./;

if (import.meta.main) process.exitCode = await build(process.argv[2] ?? ".next");

/** Builds the web application into a folder of the project unless the build there is of these very sources. Resolves to an exit code. */
export async function build(dir: string): Promise<number> {
  await mkdir(join(ROOT, dir), { recursive: true });
  const release = await lock(join(ROOT, "node_modules", `.parquetry-building-${dir}`));
  try {
    const stamp = await digestSources();
    const stampFile = join(ROOT, dir, BUILD_STAMP);
    if ((await readFile(stampFile, "utf8").catch(() => "")) === stamp) return 0;
    await rm(stampFile, { force: true });
    console.error("Building the web application…");
    const failed = await runProgram("next", ["build"], { PARQUETRY_BUILD_DIR: dir, NODE_ENV: "production" }, "quiet");
    if (failed) return failed;
    await writeFile(stampFile, stamp);
    return 0;
  } finally {
    release();
  }
}

async function lock(path: string): Promise<() => void> {
  for (;;) {
    const release = tryLock(path);
    if (release) return release;
    await sleep(POLL_MS);
  }
}

async function digestSources(): Promise<string> {
  const hash = createHash("sha256");
  for (const path of await listSources()) hash.update(path).update(await readFile(join(ROOT, path)));
  return hash.digest("hex");
}

async function listSources(): Promise<string[]> {
  const configs = (await readdir(ROOT)).filter((name) => SOURCE_FILE.test(name));
  const lists = await Promise.all([...SOURCES, ...configs].map(filesIn));
  return lists.flat().sort();
}

async function filesIn(path: string): Promise<string[]> {
  const entries = await readdir(resolve(ROOT, path), { recursive: true, withFileTypes: true }).catch(() => undefined);
  // Not a folder: the path is a file itself, or is not there.
  if (!entries)
    return readFile(join(ROOT, path)).then(
      () => [path],
      () => [],
    );
  const files = entries.filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name));
  return files.map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1));
}
