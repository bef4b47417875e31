import type { ChildProcess } from "node:child_process";
import { z } from "zod";
import { env } from "../env.ts";
import { AppError } from "../errors.ts";
import { EngineMessage, EnginePlan } from "./plan.ts";
import { endProcess, keepProcess, takeProcess } from "./processes.ts";
import { endWhenSilent } from "./silence.ts";

/** An interrupt is not a time-out: some work ignores it, so the process is killed after this. */
const KILL_AFTER_MS = 5_000;

export interface EngineEffects {
  signal?: AbortSignal;
  /** Whose files these are: plans of one owner may follow one another in a process. Without it the process ends with its plan. */
  owner?: string;
  onProgress?: (progress: { step: number; fraction: number }) => void;
  /** A step is done, and what it has written is there. */
  onStep?: (step: number) => void;
}

export interface EngineResult {
  /** The rows a statement returned `as` this name; BIGINT and DECIMAL come as text. */
  rows<Row extends z.ZodType>(as: string, row: Row): z.infer<Row>[];
  /** Largest resident memory of the child, in bytes. */
  peakBytes: number;
}

/**
 * Runs a plan in a DuckDB process limited by the operating system, without secrets or environment. The process is the
 * plan's alone, or has served plans of the same owner only; every plan has an instance of its own in it.
 */
export async function runEngine(
  plan: Omit<z.input<typeof EnginePlan>, "threads" | "memoryMb"> & { threads?: number; memoryMb?: number },
  effects: EngineEffects = {},
): Promise<EngineResult> {
  const full = EnginePlan.parse({ threads: env().PARQUETRY_THREADS, memoryMb: env().PARQUETRY_MEMORY_MB, ...plan });
  const { owner, signal } = effects;
  signal?.throwIfAborted();
  const child = takeProcess(full.memoryMb, owner);
  const stopWatching = stopOnAbort(child, signal);
  let done: Done | undefined;
  try {
    done = await outcome(child, full, effects);
    const { results, peakBytes } = done;
    return { peakBytes, rows: (as, row) => z.array(row).parse(results[as] ?? []) };
  } finally {
    stopWatching();
    if (done && owner !== undefined && !signal?.aborted) keepProcess(child, owner, done.peakBytes);
    else endProcess(child);
  }
}

type Done = Extract<EngineMessage, { type: "done" }>;

async function outcome(child: ChildProcess, plan: EnginePlan, effects: EngineEffects): Promise<Done> {
  const { promise, resolve, reject } = Promise.withResolvers<Done>();
  let stderr = "";
  const onText = (chunk: Buffer) => {
    stderr = (stderr + chunk).slice(-4_000);
  };
  const onMessage = (raw: unknown) => {
    const message = EngineMessage.parse(raw);
    if (message.type === "progress") effects.onProgress?.(message);
    if (message.type === "stepped") effects.onStep?.(message.step);
    if (message.type === "done") resolve(message);
    if (message.type === "failed") reject(translate(message.message, effects.signal));
  };
  const onExit = (code: number | null, by: string | null) =>
    reject(crash(`exit ${code ?? by}: ${stderr}`, effects.signal));
  const onError = (error: Error) => reject(crash(error, effects.signal));
  const stopListening = endWhenSilent(child);
  child.stderr?.on("data", onText);
  child.on("message", onMessage).on("exit", onExit).on("error", onError);
  try {
    child.send(plan);
    return await promise;
  } finally {
    child.stderr?.off("data", onText);
    child.off("message", onMessage).off("exit", onExit).off("error", onError);
    stopListening();
  }
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

function crash(cause: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  return new AppError("engine_crashed", "The engine's process ended unexpectedly. The work is tried again.", { cause });
}
