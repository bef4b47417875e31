import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { pipeline } from "node:stream/promises";

/** What may happen to a request on its way to the store. */
export type Fault =
  /** Answered without asking the store. */
  | { kind: "answer"; status: number; body?: string; etag?: string }
  /** The connection is reset after some of the body. */
  | { kind: "reset" }
  /** The store sees half of the body, then silence. */
  | { kind: "cut-short" }
  /** The store does what was asked, and its answer is lost. */
  | { kind: "lost-answer" }
  /** The store does what was asked, and the ETag in its answer is another one. */
  | { kind: "other-etag"; etag: string }
  | { kind: "delay"; ms: number };

/** A request as the faults are chosen by it. */
export interface Passing {
  method: string;
  url: URL;
  /** The part's number when it brings a part. */
  part: number | undefined;
  isCompletion: boolean;
}

export interface FaultProxy {
  url: string;
  /** Decides what happens to each request; undefined lets it pass. */
  choose: (passing: Passing) => Fault | undefined;
  /** While true every connection is cut. */
  isDown: boolean;
  /** Parts the store has answered with success, and bytes of parts that came this far. */
  seen: { parts: number; partBytes: number };
  close(): Promise<void>;
}

/** Stands between a client and the store, under its own address, and does harm as it is told. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer((incoming, response) => {
    const passing = passingOf(incoming);
    const fault = proxy.choose(passing);
    if (passing.part) incoming.on("data", (piece: Buffer) => (proxy.seen.partBytes += piece.length));
    answer(incoming, response, fault).catch(() => incoming.socket.destroy());
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    if (proxy.isDown) socket.destroy();
  });

  async function answer(incoming: IncomingMessage, response: ServerResponse, fault: Fault | undefined) {
    if (proxy.isDown) return incoming.socket.destroy();
    if (fault?.kind === "delay") await new Promise((resolve) => setTimeout(resolve, fault.ms));
    if (fault?.kind === "answer") return answerAlone(incoming, response, fault);
    if (fault?.kind === "reset") return resetSoon(incoming);
    if (fault?.kind === "cut-short") return cutShort(incoming, hostname, Number(port));
    return pass(incoming, response, fault);
  }

  function pass(incoming: IncomingMessage, response: ServerResponse, fault: Fault | undefined): Promise<void> {
    const { method, url: path, headers } = incoming;
    return new Promise((resolve, reject) => {
      const onward = request({ hostname, port, method, path, headers, agent: false }, async (reply) => {
        if (passingOf(incoming).part && reply.statusCode === 200) proxy.seen.parts++;
        if (fault?.kind === "lost-answer") {
          reply.resume();
          reply.on("end", () => incoming.socket.destroy());
          return resolve();
        }
        const etag = fault?.kind === "other-etag" ? { etag: `"${fault.etag}"` } : {};
        response.writeHead(reply.statusCode ?? 500, { ...reply.headers, ...etag });
        await pipeline(reply, response).then(resolve, reject);
      });
      onward.on("error", reject);
      incoming.on("error", () => onward.destroy());
      incoming.on("close", () => incoming.complete || onward.destroy());
      incoming.pipe(onward);
    });
  }

  const proxy: FaultProxy = {
    url: "",
    choose: () => undefined,
    get isDown() {
      return isDown;
    },
    set isDown(value) {
      isDown = value;
      if (value) for (const socket of sockets) socket.destroy();
    },
    seen: { parts: 0, partBytes: 0 },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  let isDown = false;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;
}

/** One in five parts fails, each time in another way, in an order that is always the same. */
export function oneInFive(seed: number): (passing: Passing) => Fault | undefined {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const faults: Fault[] = [
    { kind: "answer", status: 503 },
    { kind: "answer", status: 500 },
    { kind: "reset" },
    { kind: "cut-short" },
    { kind: "lost-answer" },
  ];
  return ({ part }) => (part && random() < 0.2 ? faults[Math.floor(random() * faults.length)] : undefined);
}

function passingOf({ method = "", url = "/" }: IncomingMessage): Passing {
  const parsed = new URL(url, "http://store");
  const number = parsed.searchParams.get("partNumber");
  const isCompletion = method === "POST" && parsed.searchParams.has("uploadId");
  return { method, url: parsed, part: method === "PUT" && number ? Number(number) : undefined, isCompletion };
}

function answerAlone(
  incoming: IncomingMessage,
  response: ServerResponse,
  { status, body = "", etag }: Fault & { kind: "answer" },
) {
  incoming.resume();
  incoming.on("end", () => response.writeHead(status, etag ? { etag: `"${etag}"` } : {}).end(body));
}

function resetSoon(incoming: IncomingMessage): void {
  incoming.once("data", () => incoming.socket.resetAndDestroy());
  incoming.once("end", () => incoming.socket.destroy());
}

/** Sends the head and half of the body by hand, then hangs up on both sides. */
function cutShort(incoming: IncomingMessage, hostname: string, port: number): void {
  const onward = connect(port, hostname);
  const head = [`${incoming.method} ${incoming.url} HTTP/1.1`];
  for (const [name, value] of Object.entries(incoming.headers)) head.push(`${name}: ${value}`);
  onward.write(`${head.join("\r\n")}\r\n\r\n`);
  const half = Number(incoming.headers["content-length"] ?? 0) / 2;
  let sent = 0;
  const hangUp = () => {
    onward.destroy();
    incoming.socket.destroy();
  };
  onward.on("error", hangUp);
  incoming.on("data", (piece: Buffer) => {
    onward.write(piece);
    sent += piece.length;
    if (sent >= half) hangUp();
  });
  incoming.on("end", hangUp);
}
