import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { EngineMessage, EnginePlan, Statement } from "./plan.ts";
import { literal, literals } from "./sql.ts";

const PROGRESS_MS = 500;

// The whole process is one plan: it comes as the first message, "interrupt" may follow, and a parent that is gone ends it.
process.once("disconnect", () => process.exit(0));
// The parent has checked the plan; loading the checker here as well would double the time to start.
process.once("message", (plan: EnginePlan) => {
  execute(plan).then(
    (done) => answer(done),
    (error: unknown) => answer({ type: "failed", message: error instanceof Error ? error.message : String(error) }),
  );
});

async function execute(plan: EnginePlan): Promise<EngineMessage> {
  process.chdir(plan.spillDir);
  const instance = await DuckDBInstance.create(":memory:", { threads: String(plan.threads) });
  const control = await instance.connect();
  await confine(control, plan);
  const results: Record<string, Record<string, unknown>[]> = {};
  const stepMs: number[] = [];
  for (const [step, statements] of plan.steps.entries()) {
    const begun = performance.now();
    await Promise.all(
      statements.map(async (statement) => {
        const rows = await runStatement(await instance.connect(), statement, step);
        if (statement.as) results[statement.as] = rows;
      }),
    );
    stepMs.push(performance.now() - begun);
  }
  return { type: "done", results, stepMs, peakBytes: process.resourceUsage().maxRSS * 1024 };
}

/** Order matters: paths first, then no other file, then no other setting. */
async function confine(connection: DuckDBConnection, plan: EnginePlan): Promise<void> {
  const settings = [
    `SET memory_limit = '${plan.memoryMb}MB'`,
    // A folder below the scratch folder: DuckDB lets statements read and write in it.
    `SET temp_directory = ${literal(`${plan.spillDir}/spill`)}`,
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
}

async function runStatement(connection: DuckDBConnection, { sql, as }: Statement, step: number) {
  process.on("message", (message) => message === "interrupt" && connection.interrupt());
  const timer = setInterval(() => {
    answer({ type: "progress", step, fraction: Math.max(0, connection.progress.percentage) / 100 });
  }, PROGRESS_MS);
  try {
    const reader = await connection.runAndReadAll(sql);
    return as ? reader.getRowObjectsJson() : [];
  } finally {
    clearInterval(timer);
    connection.closeSync();
  }
}

function answer(message: EngineMessage): void {
  process.send?.(message, () => message.type !== "progress" && process.exit(0));
}
