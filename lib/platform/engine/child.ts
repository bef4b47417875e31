import { existsSync, rmSync, writeFileSync } from "node:fs";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { EngineMessage, EnginePlan, Statement } from "./plan.ts";
import { literal, literals } from "./sql.ts";

const PROGRESS_MS = 500;

/** The plan that runs, if any: one at a time, each on an instance of its own. */
let running: { connections: Set<DuckDBConnection>; interrupted: boolean } | undefined;

// A parent that is gone ends the process: an exit would wait for its statement. Plans come checked: loading the checker here would double the time to start.
process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));
process.on("message", (message: EnginePlan | "interrupt") => {
  if (message === "interrupt") return interrupt();
  execute(message).catch((error: unknown) =>
    answer({ type: "failed", message: error instanceof Error ? error.message : String(error) }),
  );
});

function interrupt(): void {
  if (!running) return;
  running.interrupted = true;
  for (const connection of running.connections) connection.interrupt();
}

async function execute(plan: EnginePlan): Promise<void> {
  forgetPeak();
  process.chdir(plan.spillDir);
  running = { connections: new Set(), interrupted: false };
  const instance = await DuckDBInstance.create(plan.keepsTablesOnDisk ? tablesOf(plan) : ":memory:", {
    threads: String(plan.threads),
  });
  try {
    await confine(instance, plan);
    const results = await runSteps(instance, plan.steps);
    // Freeing what the tables took goes on after the answer; what was spilled is removed before it, while its folder is surely there.
    if (plan.keepsTablesOnDisk || existsSync(spillOf(plan))) instance.closeSync();
    // Another plan of the same folder begins with no tables.
    if (plan.keepsTablesOnDisk)
      for (const path of [tablesOf(plan), `${tablesOf(plan)}.wal`]) rmSync(path, { force: true });
    answer({ type: "done", results, peakBytes: process.resourceUsage().maxRSS * 1024 });
  } finally {
    instance.closeSync();
    running = undefined;
    process.chdir("/");
  }
}

/** So that a plan's peak is its own, not that of one before it in this process. Other systems than Linux do not know how: https://docs.kernel.org/filesystems/proc.html */
function forgetPeak(): void {
  try {
    writeFileSync("/proc/self/clear_refs", "5");
  } catch {}
}

const tablesOf = ({ spillDir }: EnginePlan): string => `${spillDir}/tables`;

/** A folder below the scratch folder: DuckDB lets statements read and write in it. */
const spillOf = ({ spillDir }: EnginePlan): string => `${spillDir}/spill`;

/** Order matters: paths first, then no other file, then no other setting. */
async function confine(instance: DuckDBInstance, plan: EnginePlan): Promise<void> {
  const connection = await instance.connect();
  const settings = [
    `SET memory_limit = '${plan.memoryMb}MB'`,
    `SET temp_directory = ${literal(spillOf(plan))}`,
    "SET TimeZone = 'UTC'",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET allow_community_extensions = false",
    "SET allow_persistent_secrets = false",
    `SET disabled_optimizers = ${literal(plan.withoutRules.join(","))}`,
    "SET enable_progress_bar = true",
    "SET enable_progress_bar_print = false",
    `SET allowed_paths = [${literals(plan.paths)}]`,
    "SET enable_external_access = false",
    "SET lock_configuration = true",
  ];
  for (const setting of settings) await connection.run(setting);
  connection.closeSync();
}

async function runSteps(instance: DuckDBInstance, steps: EnginePlan["steps"]) {
  const results: Record<string, Record<string, unknown>[]> = {};
  for (const [step, statements] of steps.entries()) {
    await Promise.all(
      statements.map(async (statement) => {
        const rows = await runStatement(await instance.connect(), statement, step);
        if (statement.as) results[statement.as] = rows;
      }),
    );
    answer({ type: "stepped", step });
  }
  return results;
}

async function runStatement(connection: DuckDBConnection, { sql, as }: Statement, step: number) {
  running?.connections.add(connection);
  const timer = setInterval(() => {
    answer({ type: "progress", step, fraction: Math.max(0, connection.progress.percentage) / 100 });
  }, PROGRESS_MS);
  try {
    if (running?.interrupted) throw new Error("Interrupted before the statement began.");
    const reader = await connection.runAndReadAll(sql);
    return as ? reader.getRowObjectsJson() : [];
  } finally {
    clearInterval(timer);
    running?.connections.delete(connection);
    connection.closeSync();
  }
}

function answer(message: EngineMessage): void {
  process.send?.(message);
}
