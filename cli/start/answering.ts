import { setTimeout as sleep } from "node:timers/promises";
import { lastWords, type Running } from "./program.ts";

const POLL_MS = 100;
const LIMIT_MS = 60_000;
const SERVER_ERROR = 500;

/** Waits until a program answers at the address. Stops it and throws a sentence with its last words when it ends or keeps silent. */
export async function untilAnswering(name: string, running: Running, url: string, logPath: string): Promise<Running> {
  const end = running.ended.then((how) => `ended ${how}`);
  const deadline = Date.now() + LIMIT_MS;
  while (!(await answers(url))) {
    const ended = await Promise.race([end, sleep(POLL_MS)]);
    if (ended === undefined && Date.now() < deadline) continue;
    await running.stop();
    throw new Error(
      `${name} ${ended ?? "does not answer"}. The last lines of ${logPath}:\n${await lastWords(logPath)}`,
    );
  }
  return running;
}

const answers = (url: string): Promise<boolean> =>
  fetch(url, { redirect: "manual", signal: AbortSignal.timeout(LIMIT_MS) }).then(
    async ({ status, body }) => {
      await body?.cancel();
      return status < SERVER_ERROR;
    },
    () => false,
  );
