import { once } from "node:events";
import { createServer } from "node:http";
import type { TestProject } from "vitest/node";
import type { SharedServices } from "./shared-services.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The address that starts the services when it is first asked, and answers with where they are. */
    testServices: string;
  }
}

let services: Promise<SharedServices> | undefined;

/** Listens for the first test file that needs services; a run of pure tests starts none. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const desk = createServer(async (_request, response) => {
    services ??= start();
    try {
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
    await services?.then((started) => started.stop());
  };
}

// Loaded only now: a run of pure tests waits for none of it.
const start = async (): Promise<SharedServices> => (await import("./shared-services.ts")).startSharedServices();
