import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { MODULES, NODE, ROOT, run, say, wasInterrupted } from "./run.mjs";

const POLL_MS = 300;
const INSTALLED = { stamp: join(MODULES, ".parquetry-installed"), inputs: ["package-lock.json"] };
const GENERATED = {
  stamp: join(ROOT, "lib/platform/prisma-client/.stamp"),
  inputs: ["package-lock.json", "prisma/schema.prisma"],
};
/** Holds the number of the process at work in node_modules; one that outlives its process marks an installation cut off in the middle. */
const AT_WORK = ".parquetry-at-work";

export const isPrepared = () => isFresh(INSTALLED) && isFresh(GENERATED);

/** Installs and generates what is missing or older than its sources; resolves to an exit code. */
export async function prepare() {
  const wasCutOff = await takeOver();
  const failed = (isFresh(INSTALLED) ? 0 : await install(wasCutOff)) || (isFresh(GENERATED) ? 0 : await generate());
  if (!wasInterrupted()) rmSync(join(MODULES, AT_WORK), { force: true });
  return failed;
}

/** Waits for another process that prepares; tells whether one before us ended in the middle. */
async function takeOver() {
  let [wasCutOff, isWaiting] = [false, false];
  mkdirSync(MODULES, { recursive: true });
  while (!claim()) {
    const owner = Number(readIfThere(join(MODULES, AT_WORK)));
    if (!isAlive(owner)) {
      rmSync(join(MODULES, AT_WORK), { force: true });
      wasCutOff = true;
      continue;
    }
    if (!isWaiting)
      say(`Waiting for process ${owner}, which is installing. If it is not, remove node_modules/${AT_WORK}.`);
    isWaiting = true;
    await sleep(POLL_MS);
  }
  return wasCutOff;
}

function claim() {
  try {
    writeFileSync(join(MODULES, AT_WORK), String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

async function install(wasCutOff) {
  const found = readdirSync(MODULES).filter((entry) => entry !== AT_WORK);
  // npm writes its account of node_modules last, and trusts packages that lie there half unpacked.
  if (found.length > 0 && (wasCutOff || !found.includes(".package-lock.json"))) {
    say("The last installation was cut off: starting it anew.");
    for (const entry of found) rmSync(join(MODULES, entry), { recursive: true, force: true });
  }
  say("Installing (a minute or two the first time)…");
  // Not `npm ci`: it refuses the lock file where a registry lacks the optional packages of other platforms.
  const flags = ["--no-save", "--no-audit", "--no-fund", "--include=dev", "--include=optional", "--loglevel=error"];
  const failed = await npm(["install", ...flags]);
  if (failed) return say("The installation failed; what npm said is above.", failed);
  if (existsSync(NODE)) return mark(INSTALLED);
  return say("The installation left out Node 24. Are install scripts switched off (npm's ignore-scripts)?");
}

function npm(args) {
  const self = process.env.npm_execpath;
  if (self?.endsWith("npm-cli.js")) return run(process.execPath, [self, ...args]);
  return run("npm", args, { shell: process.platform === "win32" });
}

async function generate() {
  say("Generating the database client…");
  // Naming an engine keeps Prisma from downloading one; the generator never runs it.
  const env = { PRISMA_SCHEMA_ENGINE_BINARY: existsSync("/bin/true") ? "/bin/true" : process.execPath };
  const failed = await run(NODE, [join(MODULES, "prisma/build/index.js"), "generate"], { env, quiet: true });
  return failed ? say("Prisma could not generate its client; what it said is above.", failed) : mark(GENERATED);
}

const isFresh = ({ stamp, inputs }) => readIfThere(stamp) === digest(inputs);

function mark({ stamp, inputs }) {
  writeFileSync(stamp, digest(inputs));
  return 0;
}

function digest(inputs) {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}`);
  for (const input of inputs) hash.update(readFileSync(join(ROOT, input)));
  return hash.digest("hex");
}

const readIfThere = (path) => (existsSync(path) ? readFileSync(path, "utf8") : "");

function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}
