import { AppError } from "#lib/platform/errors.ts";
import { startEverything } from "./everything.ts";
import { loadSampleOnce } from "./sample-once.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface StartCommand {
  /** Without one: 3000, or the next that is free. */
  port?: number | undefined;
  /** Loads the sample the first time. */
  sample: boolean;
}

/** Runs everything on this machine until Ctrl-C, then ends it in order. Throws AppError when it cannot start or cannot go on. */
export async function start({ port, sample }: StartCommand): Promise<void> {
  const asked = new AbortController();
  // Listening on, so that an impatient second Ctrl-C does not leave half of it running.
  for (const signal of SIGNALS) process.on(signal, () => asked.abort());
  const dataDir = process.env.PARQUETRY_DATA_DIR ?? ".parquetry";
  const say = (line: string) => console.log(line);
  try {
    const { url, token, givenUp, stop } = await startEverything({ port, dataDir, say, signal: asked.signal });
    say(`\nParquetry is ready: ${url}\nCtrl-C ends it.\n`);
    if (sample) void loadSampleOnce(dataDir, { url, token }, (line) => asked.signal.aborted || say(line));
    const reason = await Promise.race([givenUp, aborted(asked.signal)]);
    say("Stopping…");
    await stop();
    if (reason) throw new AppError("engine_failed", `${reason} The logs are in ${dataDir}/logs.`);
    // A timer of the migration engine would keep the process for ten seconds more.
    process.exit();
  } catch (error) {
    if (!asked.signal.aborted) throw error;
  }
}

const aborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
