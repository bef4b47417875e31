import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface DatabaseProxy {
  /** The same address, through the proxy. */
  url: string;
  /** From now on packets vanish both ways, on open connections and new ones; nobody is told. */
  swallow(): void;
  /** Breaks every connection; new ones pass again. */
  reset(): void;
  close(): void;
}

/** Stands before Postgres, so that the way to it can be lost without a word. */
export async function startDatabaseProxy(target: string): Promise<DatabaseProxy> {
  const { hostname, port } = new URL(target);
  const pairs = new Set<[Socket, Socket]>();
  let swallowing = false;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    const pass = (from: Socket, to: Socket) => {
      from.on("data", (chunk) => swallowing || to.write(chunk));
      from.on("error", () => {});
      from.on("close", () => {
        pairs.delete(pair);
        if (!swallowing) to.destroy();
      });
    };
    pass(near, far);
    pass(far, near);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = new URL(target);
  url.port = String(typeof address === "object" ? address?.port : 0);
  const reset = () => {
    swallowing = false;
    for (const pair of pairs) for (const socket of pair) socket.destroy();
    pairs.clear();
  };
  return {
    url: url.href,
    swallow: () => {
      swallowing = true;
    },
    reset,
    close: () => {
      server.close();
      reset();
    },
  };
}
