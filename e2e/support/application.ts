import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";

const ROOT = join(import.meta.dirname, "../..");
const POLL_MS = 100;
const Access = z.object({ url: z.url(), token: z.string() });

export interface StartedApplication {
  /** The process of `start` itself. */
  process: ChildProcess;
  /** All it has printed so far. */
  output(): string;
  /** Resolves to its exit status, or to null when a signal ended it. */
  ended: Promise<number | null>;
}

/**
 * Runs `parquetry start` on the test build, with stand-ins for every service, whatever the environment of the tests
 * names; `services` names others.
 */
export function runStart(dataDir: string, args: string[], services: Record<string, string> = {}): StartedApplication {
  const strange = /^(DATABASE_URL|S3_\w+|AWS_\w+|PARQUETRY_\w+|FAULTS)$/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !strange.test(name)));
  const child = spawn(join(ROOT, "node_modules/node/bin/node"), [join(ROOT, "cli/main.ts"), "start", ...args], {
    cwd: ROOT,
    env: {
      ...env,
      NODE_ENV: "production",
      PARQUETRY_DATA_DIR: dataDir,
      PARQUETRY_BUILD_DIR: ".next-test",
      ...services,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk));
  return { process: child, output: () => output, ended: once(child, "close").then(([code]) => code) };
}

/** Waits until the application has written where it answers. Throws what it printed when it ends first. */
export async function untilReady(
  { ended, output }: StartedApplication,
  dataDir: string,
): Promise<z.infer<typeof Access>> {
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  for (; !hasEnded; await sleep(POLL_MS)) {
    const access = await readFile(join(dataDir, "cli.json"), "utf8").catch(() => undefined);
    if (access) return Access.parse(JSON.parse(access));
  }
  throw new Error(`The application did not start:\n${output()}`);
}
