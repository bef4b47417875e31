import { once } from "node:events";
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from "node:http";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** What happens to one request or its answer. Numbers are bytes of the body that pass first. */
export type Toxic =
  | { kind: "status"; status: number }
  | { kind: "reset" }
  | { kind: "stall"; ms: number }
  | { kind: "cut"; after: number }
  /** The answer says it is complete, but is shorter. */
  | { kind: "shorten"; by: number }
  | { kind: "flip"; at: number }
  | { kind: "slow"; bytesPerSecond: number }
  /** It takes effect, and the connection breaks before the answer. */
  | { kind: "unanswered" }
  /** Status 200, with an error in the body, as S3 may answer a completion. */
  | { kind: "errorBody" };

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  /** Whether a part of an object is asked for. */
  ranged: boolean;
}

/** Decides for each request; undefined lets it through. */
export type Rule = (asked: Asked) => Toxic | undefined;

export interface StoreProxy {
  url: string;
  rule: Rule;
  /** How often a toxic was given. */
  spoiled: number;
  close(): Promise<void>;
}

const ERROR_BODY = `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>InternalError</Code><Message>We encountered an internal error. Please try again.</Message></Error>`;

/** Stands before the object store and spoils what the rule says. The Host header passes as it is: it is part of the signature. */
export async function startStoreProxy(target: string): Promise<StoreProxy> {
  const proxy: StoreProxy = { url: "", rule: () => undefined, spoiled: 0, close: async () => {} };
  const server = createServer((incoming, answer) => {
    pass(new URL(target), incoming, answer, chosen(proxy, incoming)).catch(() => answer.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  proxy.url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  proxy.close = async () => {
    server.close();
    server.closeAllConnections();
  };
  return proxy;
}

function chosen(proxy: StoreProxy, { method = "GET", url = "/", headers }: IncomingMessage): Toxic | undefined {
  const { pathname, searchParams } = new URL(url, "http://store");
  const toxic = proxy.rule({ method, path: pathname, query: searchParams, ranged: headers.range !== undefined });
  if (toxic) proxy.spoiled += 1;
  return toxic;
}

async function pass(target: URL, incoming: IncomingMessage, answer: ServerResponse, toxic?: Toxic): Promise<void> {
  if (toxic?.kind === "reset") return void incoming.socket.resetAndDestroy();
  if (toxic?.kind === "status") return refuse(incoming, answer, toxic.status, "SlowDown");
  const { method, url: path, headers } = incoming;
  const { hostname: host, port } = target;
  const outgoing = forward({ host, port, method, path, headers, agent: false });
  incoming.on("close", () => !incoming.complete && outgoing.destroy());
  const [[response]] = await Promise.all([once(outgoing, "response"), pipeline(incoming, outgoing)]);
  await reply(response, answer, toxic);
}

async function reply(response: IncomingMessage, answer: ServerResponse, toxic?: Toxic): Promise<void> {
  const { statusCode = 500, headers } = response;
  if (toxic?.kind === "unanswered") {
    response.resume();
    await once(response, "end");
    return void answer.socket?.resetAndDestroy();
  }
  if (toxic?.kind === "errorBody") {
    response.resume();
    return void answer.writeHead(200, { "content-type": "application/xml" }).end(ERROR_BODY);
  }
  const length = Number(headers["content-length"] ?? 0);
  const shorter = toxic?.kind === "shorten" ? Math.max(0, length - toxic.by) : undefined;
  answer.writeHead(statusCode, { ...headers, ...(shorter === undefined ? {} : { "content-length": String(shorter) }) });
  answer.flushHeaders();
  if (toxic?.kind === "stall") await sleep(toxic.ms);
  await pipeline(response, spoil(toxic, shorter, answer), answer);
}

function spoil(toxic: Toxic | undefined, shorter: number | undefined, answer: ServerResponse): Transform {
  let passed = 0;
  return new Transform({
    async transform(chunk: Buffer, _encoding, done) {
      const from = passed;
      passed += chunk.length;
      if (toxic?.kind === "cut" && passed > toxic.after) {
        answer.write(chunk.subarray(0, Math.max(0, toxic.after - from)));
        await sleep(5);
        return void answer.socket?.destroy();
      }
      if (toxic?.kind === "slow") await sleep((chunk.length / toxic.bytesPerSecond) * 1_000);
      if (toxic?.kind === "flip" && toxic.at >= from && toxic.at < passed)
        chunk.writeUInt8(chunk.readUInt8(toxic.at - from) ^ 1, toxic.at - from);
      done(null, shorter === undefined ? chunk : chunk.subarray(0, Math.max(0, shorter - from)));
    },
  });
}

async function refuse(incoming: IncomingMessage, answer: ServerResponse, status: number, code: string): Promise<void> {
  incoming.resume();
  await once(incoming, "end");
  answer.writeHead(status, { "content-type": "application/xml" });
  answer.end(`<Error><Code>${code}</Code><Message>Reduce your request rate.</Message></Error>`);
}
