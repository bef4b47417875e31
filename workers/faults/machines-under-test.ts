import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const MAIN = join(import.meta.dirname, "..", "main.ts");
const LOG_KEPT = 200_000;
export const LEASE_MS = 1_000;

/** A worker on a machine of its own: nothing but Postgres and the object store is shared with others. */
export interface Machine {
  readonly home: string;
  readonly scratch: string;
  /** Undefined while no worker runs there. */
  worker: ChildProcess | undefined;
  /** What its worker has logged, or its last one. */
  log: string;
  /** What those before it had. */
  past: string;
}

export interface WorkerOptions {
  /** `point:action`, see lib/platform/faults.ts. */
  fault?: string;
  env?: Record<string, string>;
  /** Runs the worker behind a program, such as prlimit. */
  wrapper?: string[];
}

const machines: Machine[] = [];
let scratchHome: string | undefined;

/** Where the machines that come next keep their temporary files. */
export function placeScratch(home: string): void {
  scratchHome = home;
}

/** The next machine on which nothing runs, new if there is none. */
export function freeMachine(): Machine {
  const free = machines.find(({ worker }) => !worker);
  if (free) return free;
  const name = `machine-${machines.length + 1}`;
  const home = join(process.env.PARQUETRY_DATA_DIR ?? "", name);
  const machine = {
    home,
    scratch: join(scratchHome ?? home, `scratch-of-${name}`),
    worker: undefined,
    log: "",
    past: "",
  };
  mkdirSync(machine.scratch, { recursive: true });
  machines.push(machine);
  return machine;
}

export const allMachines = (): readonly Machine[] => machines;

export function startWorker({ fault, env, wrapper = [] }: WorkerOptions = {}, machine = freeMachine()): Machine {
  const [program = process.execPath, ...args] = [...wrapper, process.execPath, ...nodeFlags(env), MAIN];
  const worker = spawn(program, args, {
    env: {
      ...process.env,
      PARQUETRY_DATA_DIR: machine.home,
      PARQUETRY_SCRATCH_DIR: machine.scratch,
      PARQUETRY_LEASE_MS: String(LEASE_MS),
      PARQUETRY_THREADS: "1",
      // Many workers are started here, one after another.
      NODE_COMPILE_CACHE: join(process.env.PARQUETRY_DATA_DIR ?? "", "compiled"),
      LOG_LEVEL: "debug",
      FAULTS: fault ? "1" : "0",
      PARQUETRY_FAULT: fault,
      ...env,
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  Object.assign(machine, { log: "", past: `${machine.past}${machine.log}`.slice(-LOG_KEPT) });
  worker.stderr?.on("data", (chunk: Buffer) => {
    machine.log = `${machine.log}${chunk}`.slice(-LOG_KEPT);
    if (process.env.LOG_LEVEL === "debug") process.stderr.write(chunk);
  });
  worker.once("exit", () => {
    machine.worker = undefined;
  });
  machine.worker = worker;
  return machine;
}

/** The first flag may be given by a test: what is loaded before the worker. */
const nodeFlags = (env: WorkerOptions["env"]): string[] => (env?.FAULT_PRELOAD ? ["--import", env.FAULT_PRELOAD] : []);

/** Resolves to the signal that ended the worker, or to its exit status. */
export async function ended({ worker }: Machine): Promise<NodeJS.Signals | number | null> {
  if (!worker) return null;
  const [code, signal] = await once(worker, "exit");
  return signal ?? code;
}

/** Ends a worker at once, as a power cut would. */
export async function kill(machine: Machine, signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
  if (!machine.worker) return;
  const gone = ended(machine);
  machine.worker.kill(signal);
  await gone;
}

export async function killAll(): Promise<void> {
  await Promise.all(machines.map((machine) => kill(machine)));
}

/** Whenever a worker ends, another begins in its place, until this is called. */
export function keepWorking(options: WorkerOptions = {}): () => void {
  let going = true;
  const keep = async () => {
    while (going) {
      await ended(startWorker(options));
      await sleep(50);
    }
  };
  void keep();
  return () => {
    going = false;
  };
}

/** The processes that a process has started. */
export function childrenOf(pid: number | undefined): number[] {
  if (!pid) return [];
  const list = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
  return list.split(" ").filter(Boolean).map(Number);
}

/** A process that may have ended by itself; whether it had not. */
export function killQuietly(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false;
  }
}

/** Secrets, and cells of people's files, that were written to a log. */
export function betrayed(cells: string[]): string[] {
  const { AWS_SECRET_ACCESS_KEY = "", DATABASE_URL = "" } = process.env;
  const secrets = [AWS_SECRET_ACCESS_KEY, new URL(DATABASE_URL).password, ...cells].filter(Boolean);
  return secrets.filter((secret) => machines.some(({ past, log }) => `${past}${log}`.includes(secret)));
}

/** What tells of something nobody caught, with the lines around it. */
export const outcries = (): string[] =>
  machines.flatMap(({ past, log }) => {
    const lines = `${past}${log}`.split("\n");
    return lines.flatMap((line, at) =>
      OUTCRY.test(line) ? [lines.slice(Math.max(0, at - 8), at + 12).join("\n")] : [],
    );
  });

const OUTCRY = /unhandled|uncaught|ERR_UNHANDLED|^Node\.js v\d/i;
