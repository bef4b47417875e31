import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "#lib/platform/errors.ts";

const POLL_MS = 20;
/** PostgreSQL's fast and immediate shutdown, then the system's: each with the time it may take. */
const ENDINGS = [
  ["SIGINT", 10_000],
  ["SIGQUIT", 5_000],
  ["SIGKILL", 5_000],
] as const;

/** Ends the server, politely first. Returns once `isRunning` says no. */
export async function endServer(pid: number, isRunning: () => boolean): Promise<void> {
  for (const [signal, limitMs] of ENDINGS) {
    if (!isRunning()) return;
    process.kill(pid, signal);
    for (const deadline = Date.now() + limitMs; Date.now() < deadline && isRunning(); ) await sleep(POLL_MS);
  }
  if (isRunning()) throw new AppError("database_unavailable", `PostgreSQL (process ${pid}) does not end.`);
}
