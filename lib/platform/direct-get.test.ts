import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { directGet } from "./direct-get.ts";

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

async function answering(listener: RequestListener): Promise<string> {
  const started = createServer(listener);
  server = started;
  await new Promise((resolve) => started.listen(0, "127.0.0.1", () => resolve(undefined)));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}/object`;
}

async function all(opened: { chunks: AsyncIterable<Uint8Array> } | undefined): Promise<Buffer> {
  const copies: Buffer[] = [];
  for await (const chunk of opened?.chunks ?? []) copies.push(Buffer.from(chunk));
  return Buffer.concat(copies);
}

const CONTENT = Buffer.alloc(5_000_000, "a line of text\n");

test("a body of known length comes whole, whatever the pace it is taken at", async () => {
  const address = await answering((request, response) => {
    response.setHeader("Content-Length", CONTENT.length);
    response.end(request.headers["if-match"] === '"x"' ? CONTENT : undefined);
  });
  const slowly = async function* (chunks: AsyncIterable<Uint8Array> | undefined) {
    for await (const chunk of chunks ?? []) {
      yield chunk;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const opened = await directGet(address, { "If-Match": '"x"' }, undefined);
  expect((await all({ chunks: slowly(opened?.chunks) })).equals(CONTENT)).toBe(true);
});

test("an empty body is a body", async () => {
  const address = await answering((_, response) => response.setHeader("Content-Length", 0).end());
  expect(await all(await directGet(address, {}, undefined))).toHaveLength(0);
});

test("the answer tells how large the object is, which one it is, and its checksum if that is of the whole", async () => {
  const checksum = (type: string) => ({ "x-amz-checksum-crc32": "abcdef==", "X-Amz-Checksum-Type": type });
  const told = async (headers: Record<string, string>) => {
    const address = await answering((_, response) => {
      response.writeHead(200, { "Content-Length": 3, ETag: '"e"', ...headers }).end("abc");
    });
    const opened = await directGet(address, {}, undefined);
    await all(opened);
    return opened && { bytes: opened.bytes, etag: opened.etag, crc32: opened.crc32 };
  };
  expect(await told(checksum("FULL_OBJECT"))).toEqual({ bytes: 3, etag: "e", crc32: "abcdef==" });
  expect(await told(checksum("COMPOSITE"))).toEqual({ bytes: 3, etag: "e", crc32: null });
});

test("a range is taken from a store that gives ranges, and from no other", async () => {
  const ranges = await answering((_, response) => {
    response.writeHead(206, { "Content-Length": 3, "Content-Range": "bytes 4-6/10" }).end("abc");
  });
  expect((await all(await directGet(ranges, { Range: "bytes=4-6" }, undefined))).toString()).toBe("abc");
  expect(await directGet(ranges, {}, undefined)).toBeUndefined();
  server?.close();
  const whole = await answering((_, response) => response.setHeader("Content-Length", 10).end("0123456789"));
  expect(await directGet(whole, { Range: "bytes=4-6" }, undefined)).toBeUndefined();
});

describe("what is not a plain answer is left to others", () => {
  test.each<[string, RequestListener]>([
    ["another status", (_, response) => response.writeHead(412, { "Content-Length": 0 }).end()],
    ["a redirect", (_, response) => response.writeHead(307, { Location: "/", "Content-Length": 0 }).end()],
    ["a body in pieces of their own", (_, response) => void response.write("hello", () => response.end())],
    [
      "a packed body",
      (_, response) => response.writeHead(200, { "Content-Length": 1, "Content-Encoding": "gzip" }).end("x"),
    ],
    ["nothing", (_, response) => response.destroy()],
  ])("%s", async (_, listener) => {
    expect(await directGet(await answering(listener), {}, undefined)).toBeUndefined();
  });

  test("nobody listens", async () => {
    expect(await directGet("http://127.0.0.1:1/object", {}, undefined)).toBeUndefined();
  });
});

test("a body that breaks off is an error", async () => {
  const address = await answering((_, response) => {
    response.setHeader("Content-Length", CONTENT.length);
    response.write(CONTENT.subarray(0, 1_000_000), () => response.destroy());
  });
  await expect(all(await directGet(address, {}, undefined))).rejects.toThrow();
});

test("an abort ends a download that hangs", async () => {
  const address = await answering((_, response) => {
    response.setHeader("Content-Length", CONTENT.length);
    response.write("the beginning");
  });
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 100);
  await expect(all(await directGet(address, {}, controller.signal))).rejects.toThrow(/abort/i);
});
