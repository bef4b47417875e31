import { execFileSync } from "node:child_process";
import { readFileSync, realpathSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { endServer } from "./ending.ts";

/** Ends a PostgreSQL that a killed start left running on this cluster, and clears the pid file of one that crashed. */
export async function endLeftover(clusterDir: string): Promise<void> {
  const pidFile = join(clusterDir, "postmaster.pid");
  const [line] = (await readFile(pidFile, "utf8").catch(() => "")).split("\n");
  const pid = Number(line);
  if (!pid) return;
  await endServer(pid, () => isPostgresOf(pid, clusterDir));
  // A number that meanwhile belongs to another program would keep PostgreSQL from starting.
  await rm(pidFile, { force: true });
}

/** PostgreSQL works inside its cluster's folder, so its working folder proves whose it is. */
function isPostgresOf(pid: number, clusterDir: string): boolean {
  try {
    if (process.platform !== "linux") return commandOf(pid).includes(clusterDir);
    const isPostgres = readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "postgres";
    return isPostgres && realpathSync(`/proc/${pid}/cwd`) === realpathSync(clusterDir);
  } catch {
    return false;
  }
}

const commandOf = (pid: number): string =>
  execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
