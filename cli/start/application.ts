import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { AppError } from "#lib/platform/errors.ts";
import { untilAnswering } from "./answering.ts";
import { ROOT } from "./program.ts";
import type { Starting } from "./starting.ts";

const WEB_STOP_MS = 4_000;
const WORKER_STOP_MS = 10_000;

export function requireBuild(): void {
  const dir = process.env.PARQUETRY_BUILD_DIR ?? ".next";
  if (existsSync(resolve(ROOT, dir, "BUILD_ID"))) return;
  throw new AppError("not_found", `There is no built application in ${dir}. \`npm start\` builds it before it starts.`);
}

export async function startWorker(starting: Starting, env: NodeJS.ProcessEnv): Promise<void> {
  const logPath = join(starting.dataDir, "logs", "worker.log");
  const args = [join(ROOT, "workers/main.ts")];
  await starting.keep("The worker", () => starting.launch("worker", { args, env, logPath, stopMs: WORKER_STOP_MS }));
}

export async function startWeb(starting: Starting, env: NodeJS.ProcessEnv, port: number): Promise<void> {
  const logPath = join(starting.dataDir, "logs", "web.log");
  const next = join(ROOT, "node_modules/next/dist/bin/next");
  const args = [next, "start", ROOT, "--hostname", "127.0.0.1", "--port", String(port)];
  await starting.keep("The web server", async () => {
    const running = await starting.launch("web server", { args, env, logPath, stopMs: WEB_STOP_MS });
    return untilAnswering("The web server", running, `http://127.0.0.1:${port}/api/health`, logPath);
  });
}
