import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { readFile, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "#lib/platform/errors.ts";
import type { Account } from "./account.ts";
import { type Cluster, postgresEnvironment } from "./cluster.ts";
import { sentenceFor } from "./failure.ts";

const POLL_MS = 25;
const MAX_LOG_BYTES = 10_000_000;

/** Runs the server on a cluster and waits until it answers, however long recovery after a crash takes. Its log goes to `logPath`. */
export async function launchServer(
  postgres: string,
  cluster: Cluster,
  account: Account,
  settings: Record<string, string>,
  logPath: string,
): Promise<ChildProcess> {
  const logStart = await startOfLog(logPath);
  const server = spawnServer(postgres, cluster, account, settings, logPath);
  while (!(await isReady(server, cluster.dir))) {
    if (hasEnded(server)) {
      const output = (await readFile(logPath)).subarray(logStart).toString();
      throw new AppError("database_unavailable", sentenceFor(output, cluster.dir), { cause: output });
    }
    await sleep(POLL_MS);
  }
  return server;
}

export const hasEnded = (server: ChildProcess): boolean =>
  server.pid === undefined || server.exitCode !== null || server.signalCode !== null;

/** Resolves to how the server ended, when it has. */
export async function ended(server: ChildProcess): Promise<string> {
  if (!hasEnded(server)) await once(server, "exit");
  return server.signalCode ? `by ${server.signalCode}` : `with status ${server.exitCode}`;
}

/** Where the lines of this start will begin; a log that has grown large starts over. */
async function startOfLog(path: string): Promise<number> {
  const bytes = (await stat(path).catch(() => undefined))?.size ?? 0;
  if (bytes <= MAX_LOG_BYTES) return bytes;
  await truncate(path);
  return 0;
}

function spawnServer(
  postgres: string,
  cluster: Cluster,
  account: Account,
  settings: Record<string, string>,
  logPath: string,
): ChildProcess {
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const [program = postgres, ...args] = [...account.command, postgres, "-D", cluster.dir, ...flags];
  const output = openSync(logPath, "a", 0o600);
  // Its own process group: a Ctrl-C in the terminal is for whoever started us, who then stops us in order.
  const server = spawn(program, args, {
    ...account.owner,
    detached: true,
    env: postgresEnvironment(),
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  // A program that cannot be run at all has no pid, which counts as ended.
  server.on("error", () => {});
  return server;
}

/** The server writes its state into the eighth line of its pid file. */
async function isReady(server: ChildProcess, clusterDir: string): Promise<boolean> {
  const lines = (await readFile(join(clusterDir, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
  return Number(lines[0]) === server.pid && lines[7]?.trim() === "ready";
}
