import { once } from "node:events";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import { Transform } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

/** A part as it passed the line. */
export interface SeenPart {
  /** The object's key and the part's number. */
  name: string;
  /** Of its body, as far as it went. */
  bytes: number;
  /** Null until the store answered, and when it never did. */
  status: number | null;
}

/** refused and failing: the store is not asked. reset: cut after half of the part. unheard: the part arrives, its answer is lost. */
export type Fault = "refused" | "failing" | "reset" | "unheard";

const SLICE_MS = 50;

/** The cable between a browser and everything else: an HTTP proxy that counts the parts on their way, and can be slow or bad. */
export class Line {
  readonly parts: SeenPart[] = [];
  /** For all parts together. */
  bytesPerSecond = Number.POSITIVE_INFINITY;
  /** What happens to a part, asked as it comes. */
  faultOf: (part: SeenPart, count: number) => Fault | undefined = () => undefined;
  readonly #server: Server = createServer((asked, answer) => this.#pass(asked, answer));
  #passedAt = 0;

  private constructor() {}

  static async open(): Promise<Line> {
    const line = new Line();
    line.#server.listen(0, "127.0.0.1");
    await once(line.#server, "listening");
    return line;
  }

  /** Of the proxy. */
  get address(): string {
    const address = this.#server.address();
    if (typeof address !== "object" || !address) throw new Error("The line is closed.");
    return `http://127.0.0.1:${address.port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** All bytes of parts that went over the line. */
  get partBytes(): number {
    return this.parts.reduce((total, { bytes }) => total + bytes, 0);
  }

  #pass(asked: IncomingMessage, answer: ServerResponse): void {
    const url = new URL(asked.url ?? "");
    if (asked.method === "PUT" && url.searchParams.has("partNumber")) this.#passPart(asked, answer, url);
    else forward(asked, answer, url);
  }

  #passPart(asked: IncomingMessage, answer: ServerResponse, url: URL): void {
    const part: SeenPart = { name: `${url.pathname} ${url.searchParams.get("partNumber")}`, bytes: 0, status: null };
    this.parts.push(part);
    const fault = this.faultOf(part, this.parts.length);
    if (fault === "refused" || fault === "failing") {
      refuse(asked, answer, fault === "refused" ? 503 : 500);
      return;
    }
    const counter = this.#counter(part, fault === "reset" ? Number(asked.headers["content-length"]) / 2 : undefined);
    counter.on("error", () => asked.socket.destroy());
    forward(asked.pipe(counter), answer, url, asked, (status) => {
      part.status = status;
      if (fault === "unheard") asked.socket.destroy();
    });
  }

  /** Counts what passes, slowly enough for all parts together, and breaks after a number of bytes. */
  #counter(part: SeenPart, breakAfter = Number.POSITIVE_INFINITY): Transform {
    return new Transform({
      transform: async (chunk: Buffer, _encoding, done) => {
        part.bytes += chunk.length;
        if (part.bytes > breakAfter) return done(new Error("The line broke"));
        const now = performance.now();
        this.#passedAt = Math.max(now, this.#passedAt) + (chunk.length / this.bytesPerSecond) * 1_000;
        if (this.#passedAt > now + SLICE_MS) await sleep(this.#passedAt - now);
        done(null, chunk);
      },
    });
  }
}

function forward(
  body: NodeJS.ReadableStream,
  answer: ServerResponse,
  { hostname, port, pathname, search }: URL,
  asked = body as IncomingMessage,
  onAnswer: (status: number) => void = () => {},
): void {
  const onward = request(
    { hostname, port, path: pathname + search, method: asked.method, headers: asked.headers },
    (answered) => {
      onAnswer(answered.statusCode ?? 0);
      if (answer.destroyed) return;
      answer.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(answer);
    },
  );
  onward.on("error", () => answer.destroy());
  asked.on("error", () => onward.destroy());
  answer.on("close", () => onward.destroy());
  body.pipe(onward);
}

function refuse(asked: IncomingMessage, answer: ServerResponse, status: number): void {
  asked.resume();
  answer.writeHead(status, { "access-control-allow-origin": "*", "content-length": 0 }).end();
}
