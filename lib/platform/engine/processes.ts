import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { Socket } from "node:net";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { env } from "../env.ts";

const CHILD = fileURLToPath(new URL("./child.ts", import.meta.url));
/**
 * What Node, the engine's code and its threads need beside DuckDB's own memory_limit. The operating system counts what the
 * allocator has set aside, which after many tables is up to twice what is in use: resident are at most 500 MB of it.
 */
const OVERHEAD_MB = 2_000;
/**
 * The engine's allocator, left to itself, keeps what was freed for another second or two, in as many places as there are
 * cores, and looks only after many allocations: what it keeps grows with the data. Fewer places, and a thread that gives
 * pages back soon, do not. Options of jemalloc: https://jemalloc.net/jemalloc.3.html
 */
const ALLOCATOR = `dirty_decay_ms:10,muzzy_decay_ms:0,narenas:${Math.ceil(availableParallelism() / 2)},background_thread:true`;
const MAX_PLANS = 32;
const MAX_IDLE_MS = 15_000;

/** Processes that have loaded the engine and wait: starting one takes longer than a small file's work. */
let spare: ChildProcess | undefined;
const idle = new Map<ChildProcess, { owner: string; timer: NodeJS.Timeout }>();
const plansOf = new WeakMap<ChildProcess, number>();

/** A process that no plan of another owner was ever in, with room for so much. */
export function takeProcess(memoryMb: number, owner: string | undefined): ChildProcess {
  if (memoryMb > env().PARQUETRY_MEMORY_MB) return startProcess(memoryMb);
  const child = takeIdle(owner) ?? takeSpare();
  plansOf.set(child, (plansOf.get(child) ?? 0) + 1);
  holdParent(child, true);
  return child;
}

/** Keeps a process, whose plan ended well, for its owner's next one. Freed memory is not all given back: one that has grown or served long is ended. */
export function keepProcess(child: ChildProcess, owner: string, peakBytes: number): void {
  const hasGrown = peakBytes > (env().PARQUETRY_MEMORY_MB / 2) * 2 ** 20;
  const hasServed = (plansOf.get(child) ?? MAX_PLANS) >= MAX_PLANS;
  if (!child.connected || hasGrown || hasServed) endProcess(child);
  else {
    idle.set(child, { owner, timer: setTimeout(() => endProcess(child), MAX_IDLE_MS).unref() });
    holdParent(child, false);
  }
}

export function endProcess(child: ChildProcess): void {
  idle.delete(child);
  if (child.exitCode === null) child.kill("SIGKILL");
}

function takeIdle(owner: string | undefined): ChildProcess | undefined {
  for (const [child, waiting] of idle) {
    if (waiting.owner !== owner || !child.connected) continue;
    clearTimeout(waiting.timer);
    idle.delete(child);
    return child;
  }
  return undefined;
}

function takeSpare(): ChildProcess {
  const start = () => startProcess(env().PARQUETRY_MEMORY_MB);
  const child = spare?.connected ? spare : start();
  spare = start();
  holdParent(spare, false);
  return child;
}

/** A child that only waits must not keep this process from ending. */
function holdParent(child: ChildProcess, hold: boolean): void {
  const held = [child, child.channel, child.stderr instanceof Socket ? child.stderr : undefined];
  for (const handle of held) {
    if (hold) handle?.ref();
    else handle?.unref();
  }
}

function startProcess(memoryMb: number): ChildProcess {
  const limit = `--data=${(memoryMb + OVERHEAD_MB) * 2 ** 20}`;
  const [command, ...args] = hasPrlimit()
    ? ["prlimit", limit, "--core=0", process.execPath, CHILD]
    : [process.execPath, CHILD];
  const child = spawn(command ?? process.execPath, args, {
    env: { NODE_ENV: "production", PATH: process.env.PATH, DUCKDB_JE_MALLOC_CONF: ALLOCATOR },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  // A message to a process that is just ending fails here; its plan hears of the end itself.
  return child.on("error", () => {});
}

let prlimitFound: boolean | undefined;
function hasPrlimit(): boolean {
  prlimitFound ??= spawnSync("prlimit", ["--version"], { stdio: "ignore" }).status === 0;
  return prlimitFound;
}
