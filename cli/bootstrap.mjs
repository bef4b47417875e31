#!/usr/bin/env node
// Plain JavaScript without dependencies, like all it imports: it runs on the Node a machine happens to have, from a bare clone.
import { join } from "node:path";
import { isPrepared, prepare } from "./bootstrap/prepare.mjs";
import { MODULES, NODE, ROOT, run, say } from "./bootstrap/run.mjs";

const OLDEST_NODE = 20;
const NEEDS_BUILD = ["start", "web"];

const [command = "--help", ...args] = process.argv.slice(2);
process.exitCode = await main();

async function main() {
  if (Number(process.versions.node.split(".")[0]) < OLDEST_NODE) {
    return say(`Parquetry needs Node ${OLDEST_NODE} or newer, and this is ${process.version}. See https://nodejs.org.`);
  }
  return (isPrepared() ? 0 : await prepare()) || (await build()) || run(NODE, program(), { passThrough: true });
}

function build() {
  if (!NEEDS_BUILD.includes(command)) return 0;
  return run(NODE, [join(ROOT, "cli/develop/build.ts"), process.env.PARQUETRY_BUILD_DIR || ".next"]);
}

function program() {
  const next = join(MODULES, "next/dist/bin/next");
  if (command === "web") return [next, "start", ROOT, "--hostname", "127.0.0.1", ...args];
  if (command === "worker") return [join(ROOT, "workers/main.ts"), ...args];
  if (command === "test" || command === "check") return [join(ROOT, `cli/develop/${command}.ts`), ...args];
  return [join(ROOT, "cli/main.ts"), command, ...args];
}
