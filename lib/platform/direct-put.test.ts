import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { directPut } from "./direct-put.ts";

const CONTENT = Buffer.from(Array.from({ length: 200_000 }, (_, at) => `line ${at}\n`).join(""));

let path: string;
let address: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const server = createServer((request, response) => answer(request, response));

beforeAll(async () => {
  path = join(await mkdtemp(join(tmpdir(), "put-")), "content");
  await writeFile(path, CONTENT);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/object`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(join(path, ".."), { recursive: true });
});

const send = (start = 0, end = CONTENT.length, signal?: AbortSignal) =>
  directPut(address, { "x-sum": "1" }, path, { start, end }, signal);

test.each([
  ["a whole file", 0, CONTENT.length],
  ["a part of it", 1_500_000, 2_000_001],
])("%s arrives with its headers, however slowly it is taken", async (_, start, end) => {
  const taken: Buffer[] = [];
  answer = async (request, response) => {
    for await (const chunk of request) {
      taken.push(chunk);
      if (taken.length % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    response.setHeader("ETag", `"${request.headers["content-length"]} ${request.headers["x-sum"]}"`).end();
  };
  expect(await send(start, end)).toBe(`"${end - start} 1"`);
  expect(Buffer.concat(taken).equals(CONTENT.subarray(start, end))).toBe(true);
});

describe("what is not a plain answer is left to others", () => {
  test.each<[string, (request: IncomingMessage, response: ServerResponse) => void]>([
    ["a refusal before the body is sent", (_, response) => response.writeHead(403, { Connection: "close" }).end()],
    ["an error behind it", (request, response) => request.resume().on("end", () => response.writeHead(500).end())],
    ["a connection that breaks", (request) => request.once("data", () => request.destroy())],
  ])("%s", async (_, answering) => {
    answer = answering;
    expect(await send()).toBeUndefined();
  });

  test("an abort", async () => {
    const controller = new AbortController();
    answer = () => setTimeout(() => controller.abort(), 50);
    expect(await send(0, CONTENT.length, controller.signal)).toBeUndefined();
  });
});
