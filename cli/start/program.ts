import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdir, open, stat, truncate } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { signalGroup } from "./running-programs.ts";

export const ROOT = resolve(import.meta.dirname, "../..");
const MAX_LOG_BYTES = 20_000_000;
const LAST_BYTES = 8_000;
const LAST_LINES = 5;
const LINE_CHARS = 300;

/** Something that runs beside us and can end by itself. */
export interface Running {
  pid: number;
  /** Resolves, to how it ended, when it has. */
  ended: Promise<string>;
  stop(): Promise<void>;
}

export interface Program {
  /** Arguments to this very Node. */
  args: string[];
  env: NodeJS.ProcessEnv;
  logPath: string;
  /** How long it may take to end when asked, before it is killed. */
  stopMs: number;
}

/** Starts a Node program as the leader of its own process group, with what it says appended to its log. */
export async function launch(program: Program): Promise<Running> {
  const output = await openLog(program.logPath);
  const child = spawn(process.execPath, program.args, {
    cwd: ROOT,
    env: program.env,
    detached: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  await once(child, "spawn");
  const ended = once(child, "exit").then(([code, signal]) => (signal ? `by ${signal}` : `with status ${code}`));
  return { pid: child.pid ?? 0, ended, stop: () => stop(child, ended, program.stopMs) };
}

/** The last lines of a program's log, for a sentence about why it ended. */
export async function lastWords(logPath: string): Promise<string> {
  const file = await open(logPath);
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - LAST_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LAST_BYTES), 0, LAST_BYTES, from);
    return buffer
      .toString("utf8", 0, bytesRead)
      .trim()
      .split("\n")
      .slice(-LAST_LINES)
      .map((line) => line.slice(0, LINE_CHARS))
      .join("\n");
  } finally {
    await file.close();
  }
}

async function openLog(path: string): Promise<number> {
  await mkdir(dirname(path), { recursive: true });
  const bytes = (await stat(path).catch(() => undefined))?.size ?? 0;
  if (bytes > MAX_LOG_BYTES) await truncate(path);
  return openSync(path, "a", 0o600);
}

async function stop(child: ChildProcess, ended: Promise<string>, limitMs: number): Promise<void> {
  child.kill("SIGTERM");
  await Promise.race([ended, sleep(limitMs, undefined, { ref: false })]);
  // Also what it may have left behind.
  if (child.pid) signalGroup(child.pid, "SIGKILL");
  await ended;
}
