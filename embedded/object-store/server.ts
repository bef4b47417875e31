import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { claimDirectory, newInstance } from "#embedded/object-store/files/directory-claim.ts";
import { Store } from "#embedded/object-store/files/store.ts";
import { RequestSigner } from "#embedded/object-store/wire/signature.ts";
import { startLifecycle } from "./lifecycle.ts";
import { answerWith } from "./request-listener.ts";

const IDLE_MS = 300_000;
const KEEP_ALIVE_MS = 65_000;
const GRACE_MS = 5_000;

export type ObjectStoreOptions = {
  dataDir: string;
  host?: string;
  port: number;
  accessKeyId: string;
  secretAccessKey: string;
  region: string;
  /** The clock that signatures are held against and that answers are dated by; tests set it wrong. */
  now?: () => Date;
};

export type ObjectStore = { url: string; port: number; close(): Promise<void> };

/** Serves the S3 calls of this product, path-style, from files in `dataDir`; port 0 takes a free one. */
export async function startObjectStore({
  dataDir,
  host = "127.0.0.1",
  port,
  now = () => new Date(),
  ...credentials
}: ObjectStoreOptions): Promise<ObjectStore> {
  const instance = newInstance();
  const listener = answerWith(new RequestSigner(credentials), instance, now);
  const server = createHttpServer(listener.handle);
  const url = await listen(server, host, port);
  try {
    const release = await claimDirectory(dataDir, url, instance);
    const stop = await serveFiles(dataDir, listener).catch(async (error) => {
      await release();
      throw error;
    });
    const close = async () => {
      stop();
      await closeServer(server);
      await release();
    };
    return { url, port: Number(new URL(url).port), close };
  } catch (error) {
    await closeServer(server);
    throw error;
  }
}

async function serveFiles(dataDir: string, listener: ReturnType<typeof answerWith>): Promise<() => void> {
  const store = await Store.open(dataDir);
  listener.serve(store);
  return startLifecycle(store);
}

/** A part may take hours on a slow line: only silence ends a request, not its length. */
function createHttpServer(handle: ReturnType<typeof answerWith>["handle"]): Server {
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: KEEP_ALIVE_MS }, handle);
  server.on("checkContinue", handle);
  server.setTimeout(IDLE_MS);
  return server;
}

async function listen(server: Server, host: string, port: number): Promise<string> {
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The object store has no port.");
  return `http://${host.includes(":") ? `[${host}]` : host}:${address.port}`;
}

/** Lets requests in flight end, for a while. */
async function closeServer(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  const impatience = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearTimeout(impatience);
}
