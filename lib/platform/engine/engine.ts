import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { env } from "../env.ts";
import { AppError } from "../errors.ts";
import { EngineMessage, EnginePlan } from "./plan.ts";

const CHILD = fileURLToPath(new URL("./child.ts", import.meta.url));
/** An interrupt is not a time-out: some work ignores it, so the process is killed after this. */
const KILL_AFTER_MS = 5_000;
/** What Node, the engine's code and its threads need beside DuckDB's own memory_limit. */
const OVERHEAD_MB = 1000;

export interface EngineEffects {
  signal?: AbortSignal;
  onProgress?: (progress: { step: number; fraction: number }) => void;
}

export interface EngineResult {
  /** The rows a statement returned `as` this name; BIGINT and DECIMAL come as text. */
  rows<Row extends z.ZodType>(as: string, row: Row): z.infer<Row>[];
  /** Largest resident memory of the child, in bytes. */
  peakBytes: number;
  stepMs: number[];
}

/** Runs a plan in a DuckDB process of its own, limited by the operating system, without secrets or environment. */
export async function runEngine(
  plan: Omit<z.input<typeof EnginePlan>, "threads" | "memoryMb"> & { threads?: number; memoryMb?: number },
  effects: EngineEffects = {},
): Promise<EngineResult> {
  const full = EnginePlan.parse({ threads: env().PARQUETRY_THREADS, memoryMb: env().PARQUETRY_MEMORY_MB, ...plan });
  effects.signal?.throwIfAborted();
  const child = takeChild(full.memoryMb);
  const stopWatching = stopOnAbort(child, effects.signal);
  try {
    const done = await outcome(child, full, effects);
    return {
      peakBytes: done.peakBytes,
      stepMs: done.stepMs,
      rows: (as, row) => z.array(row).parse(done.results[as] ?? []),
    };
  } finally {
    stopWatching();
    if (child.exitCode === null) child.kill("SIGKILL");
  }
}

/** A process that has loaded the engine and waits for its first and only plan: starting one takes longer than a small file's work. */
let spare: ChildProcess | undefined;

function takeChild(memoryMb: number): ChildProcess {
  if (memoryMb !== env().PARQUETRY_MEMORY_MB) return startChild(memoryMb);
  const child = spare?.connected ? spare : startChild(memoryMb);
  spare = startChild(memoryMb);
  holdProcess(spare, false);
  holdProcess(child, true);
  return child;
}

/** A child that only waits must not keep this process from ending. */
function holdProcess(child: ChildProcess, hold: boolean): void {
  const held = [child, child.channel, child.stderr instanceof Socket ? child.stderr : undefined];
  for (const handle of held) {
    if (hold) handle?.ref();
    else handle?.unref();
  }
}

function startChild(memoryMb: number): ChildProcess {
  const limit = `--data=${(memoryMb + OVERHEAD_MB) * 2 ** 20}`;
  const [command, ...args] = hasPrlimit()
    ? ["prlimit", limit, "--core=0", process.execPath, CHILD]
    : [process.execPath, CHILD];
  return spawn(command ?? process.execPath, args, {
    env: { NODE_ENV: "production", PATH: process.env.PATH },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
}

function outcome(child: ChildProcess, plan: EnginePlan, effects: EngineEffects) {
  return new Promise<Extract<EngineMessage, { type: "done" }>>((resolve, reject) => {
    let stderr = "";
    child.stderr?.on("data", (chunk) => {
      stderr = (stderr + chunk).slice(-4_000);
    });
    child.on("message", (raw) => {
      const message = EngineMessage.parse(raw);
      if (message.type === "progress") effects.onProgress?.(message);
      if (message.type === "done") resolve(message);
      if (message.type === "failed") reject(translate(message.message, effects.signal));
    });
    child.on("error", reject);
    child.on("exit", (code, signal) => reject(crash(code, signal, stderr, effects.signal)));
    child.send(plan);
  });
}

function stopOnAbort(child: ChildProcess, signal: AbortSignal | undefined): () => void {
  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    if (child.connected) child.send("interrupt");
    timer = setTimeout(() => child.kill("SIGKILL"), KILL_AFTER_MS);
  };
  signal?.addEventListener("abort", stop, { once: true });
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  };
}

function translate(message: string, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  if (/No space left|max_temp_directory_size/i.test(message))
    return new AppError(
      "scratch_full",
      "The disk for temporary files is full. Free some space; the work is tried again.",
      { cause: message },
    );
  if (/Out of Memory|bad allocation|bad_alloc/i.test(message))
    return new AppError(
      "out_of_memory",
      "This step needs more memory than it may use. Raise PARQUETRY_MEMORY_MB and try again.",
      { cause: message },
    );
  return new AppError("engine_failed", "The engine refused this step; the log has its words.", { cause: message });
}

function crash(
  code: number | null,
  exitSignal: string | null,
  stderr: string,
  signal: AbortSignal | undefined,
): unknown {
  if (signal?.aborted) return signal.reason;
  return new AppError("engine_crashed", "The engine's process ended unexpectedly. The work is tried again.", {
    cause: `exit ${code ?? exitSignal}: ${stderr}`,
  });
}

let prlimitFound: boolean | undefined;
function hasPrlimit(): boolean {
  prlimitFound ??= spawnSync("prlimit", ["--version"], { stdio: "ignore" }).status === 0;
  return prlimitFound;
}
