import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../..");

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const INTERRUPTED = 130;

/** Runs a program of node_modules/.bin in the project's folder to its end; resolves to its exit code. Quiet ones are heard only when they fail. */
export async function runProgram(
  name: string,
  args: string[],
  env: Record<string, string> = {},
  volume: "loud" | "quiet" = "loud",
): Promise<number> {
  const child = spawn(name, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: volume === "loud" ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => said.push(chunk));
  const passOn = (signal: NodeJS.Signals) => {
    child.kill(signal);
    // What was asked to end runs no further step.
    child.once("close", () => process.exit(INTERRUPTED));
  };
  for (const signal of SIGNALS) process.once(signal, passOn);
  const [code] = await once(child, "close");
  for (const signal of SIGNALS) process.off(signal, passOn);
  if (code !== 0) process.stderr.write(Buffer.concat(said));
  return typeof code === "number" ? code : 1;
}
