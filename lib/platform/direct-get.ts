import net from "node:net";
import tls from "node:tls";
import type { OpenedObject } from "./object-bytes.ts";

const SILENCE_MS = 20_000;
const BUFFER_BYTES = 2 ** 18;
const MAX_HEAD_BYTES = 2 ** 16;
const HEAD_END = "\r\n\r\n";

/**
 * The body of a plain answer (200, or 206 to a range, its length given) to a GET, each chunk good until the next is asked
 * for. Undefined when the answer is anything else, for a complete client to find out why. All chunks share one buffer: with
 * one of its own for every 64 kB the collector would take longer than the rest of a download.
 */
export async function directGet(
  address: string,
  headers: Record<string, string>,
  signal: AbortSignal | undefined,
  silenceMs = SILENCE_MS,
): Promise<OpenedObject | undefined> {
  const chunks = exchange(new URL(address), headers, { signal, silenceMs });
  const answer = await readHead(chunks, "Range" in headers ? 206 : 200).catch(() => undefined);
  if (answer) return { chunks: body(chunks, answer), bytes: answer.length, etag: answer.etag, crc32: answer.crc32 };
  await chunks.return(undefined);
  return undefined;
}

interface Answer {
  length: number;
  etag: string;
  /** Of the whole object, in base64. */
  crc32: string | null;
  /** What came together with the head. */
  first: Buffer;
}

async function readHead(chunks: AsyncGenerator<Buffer>, status: number): Promise<Answer | undefined> {
  let head = Buffer.alloc(0);
  while (!head.includes(HEAD_END)) {
    const { value, done } = await chunks.next();
    if (done || head.length > MAX_HEAD_BYTES) return undefined;
    head = Buffer.concat([head, value]);
  }
  const end = head.indexOf(HEAD_END);
  const text = head.toString("latin1", 0, end);
  const header = (name: string) => new RegExp(`^${name}: *(.*)$`, "im").exec(text)?.[1]?.trim();
  const length = header("content-length");
  const isPlain = text.startsWith(`HTTP/1.1 ${status} `) && !/^(transfer|content)-encoding:/im.test(text);
  if (!isPlain || !length) return undefined;
  const isWhole = header("x-amz-checksum-type") === "FULL_OBJECT";
  return {
    length: Number(length),
    etag: (header("etag") ?? "").replaceAll('"', ""),
    crc32: isWhole ? (header("x-amz-checksum-crc32") ?? null) : null,
    first: head.subarray(end + HEAD_END.length),
  };
}

async function* body(chunks: AsyncGenerator<Buffer>, { length, first }: Answer): AsyncGenerator<Buffer> {
  try {
    let missing = length - first.length;
    if (first.length > 0) yield first;
    while (missing > 0) {
      const { value, done } = await chunks.next();
      if (done) throw new Error(`The answer broke off ${missing} bytes before its end.`);
      missing -= value.length;
      yield value;
    }
  } finally {
    await chunks.return(undefined);
  }
}

/** Everything that comes back on a connection of its own. It reads on only when the next chunk is asked for. */
async function* exchange(
  { protocol, hostname, port, host, pathname, search }: URL,
  headers: Record<string, string>,
  { signal, silenceMs }: { signal: AbortSignal | undefined; silenceMs: number },
): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  let arrived = nextArrival();
  const callback = (length: number) => {
    arrived.resolve(length);
    return false;
  };
  const isSecure = protocol === "https:";
  const options = {
    host: bare(hostname),
    port: Number(port || (isSecure ? 443 : 80)),
    signal,
    onread: { buffer, callback },
  };
  const socket = isSecure ? tls.connect({ ...options, servername: options.host }) : net.connect(options);
  socket.setTimeout(silenceMs, () => socket.destroy(new Error("The other side has been silent for too long.")));
  socket.on("error", (error) => arrived.reject(error)).on("close", () => arrived.resolve(0));
  const lines = Object.entries({ Host: host, Connection: "close", ...headers }).map((pair) => pair.join(": "));
  socket.write([`GET ${pathname}${search} HTTP/1.1`, ...lines, "", ""].join("\r\n"));
  try {
    for (let length = await arrived.promise; length > 0; length = await arrived.promise) {
      arrived = nextArrival();
      yield buffer.subarray(0, length);
      socket.resume();
    }
  } finally {
    socket.destroy();
  }
}

/** Resolves to the length of what arrived, 0 at the end. It may fail while nobody waits. */
function nextArrival(): PromiseWithResolvers<number> {
  const arrival = Promise.withResolvers<number>();
  arrival.promise.catch(() => {});
  return arrival;
}

/** An IPv6 address stands in brackets in a URL. */
const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, "");
