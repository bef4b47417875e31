import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** The address that starts the services when it is first asked, and answers with where they are. */
    testServices: string;
  }
}

interface Services {
  addresses: unknown;
  stop(): Promise<void>;
}

let services: Promise<Services> | undefined;

/** Listens for the first test file that needs services; a run of pure tests starts none. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const desk = createServer(async (_request, response) => {
    try {
      services ??= startServices();
      response.end(JSON.stringify((await services).addresses));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  desk.listen(0, "127.0.0.1");
  await once(desk, "listening");
  const address = desk.address();
  if (typeof address !== "object" || !address) throw new Error("The test services' desk has no port.");
  project.provide("testServices", `http://127.0.0.1:${address.port}`);
  return async () => {
    desk.close();
    desk.closeAllConnections();
    await services?.then(
      (started) => started.stop(),
      () => {},
    );
  };
}

/** In a process of their own, which ends them when this one goes away, even by force. */
async function startServices(): Promise<Services> {
  const host = fork(join(import.meta.dirname, "main.ts"), { execArgv: [] });
  const ended = once(host, "exit");
  const answer = await Promise.race([once(host, "message"), ended.then(() => undefined)]);
  if (!answer) throw new Error("their process ended; what it said is above");
  const stop = async () => {
    host.disconnect();
    await ended;
  };
  return { addresses: answer[0], stop };
}
