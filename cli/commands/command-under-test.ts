import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const MAIN = join(import.meta.dirname, "../main.ts");

export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the command line as a user would and resolves to what it said and how it ended. */
export const parquetry = (args: string[], environment: Record<string, string> = {}): Promise<Ended> =>
  startParquetry(args, environment).ended;

/** The same for a command that is to be interrupted. */
export function startParquetry(
  args: string[],
  environment: Record<string, string> = {},
): { ended: Promise<Ended>; interrupt: () => void } {
  const { PARQUETRY_URL, PARQUETRY_TOKEN, ...inherited } = process.env;
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...inherited, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
  const answers = Promise.all([text(child.stdout), text(child.stderr), closed]);
  const ended = answers.then(([stdout, stderr, status]) => ({ status, stdout, stderr }));
  return { ended, interrupt: () => child.kill("SIGINT") };
}
