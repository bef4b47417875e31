import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { readPrivate, writePrivate } from "./private-file.ts";
import { startOf } from "./process-identity.ts";

const POLL_MS = 50;
const POLITE_MS = 5_000;

const RunningPrograms = z.array(
  z.object({ name: z.string(), pid: z.number().int().positive(), startedAt: z.string() }),
);

/** Keeps account of what this start runs, for the next start to end if this one is killed. */
export class ProgramRecord {
  readonly #path: string;
  #programs: z.infer<typeof RunningPrograms> = [];

  constructor(dataDir: string) {
    this.#path = join(dataDir, "running.json");
  }

  add(name: string, pid: number): void {
    const startedAt = startOf(pid);
    this.#programs = this.#programs.filter((program) => program.name !== name);
    if (startedAt) this.#programs.push({ name, pid, startedAt });
    writePrivate(this.#path, this.#programs);
  }

  /** Ends what an earlier start left running, and nothing that merely has its number now. Resolves to the names of what it ended. */
  async endLeftovers(): Promise<string[]> {
    const leftovers = (await readPrivate(this.#path, RunningPrograms)) ?? [];
    const alive = leftovers.filter(({ pid, startedAt }) => startOf(pid) === startedAt);
    await Promise.all(alive.map(endLeftover));
    return alive.map(({ name }) => name);
  }
}

async function endLeftover({ pid, startedAt }: { pid: number; startedAt: string }): Promise<void> {
  const isAlive = () => startOf(pid) === startedAt;
  signalGroup(pid, "SIGTERM");
  for (const deadline = Date.now() + POLITE_MS; isAlive() && Date.now() < deadline; ) await sleep(POLL_MS);
  signalGroup(pid, "SIGKILL");
  while (isAlive()) await sleep(POLL_MS);
}

/** Every program leads a process group, so that what it started itself ends with it. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
  } catch {
    // It is gone already.
  }
}
