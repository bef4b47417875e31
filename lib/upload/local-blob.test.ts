import { readdirSync } from "node:fs";
import { appendFile, mkdtemp, readFile, rm, unlink, utimes, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { crc32InNode } from "./crc32-in-node.ts";
import { openLocalBlob } from "./local-blob.ts";
import { putInNode } from "./put-in-node.ts";

const { signal } = new AbortController();
const content = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index * 7_919) % 251));

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "parquetry-blob-"));
});
beforeEach(async () => {
  path = join(folder, crypto.randomUUID());
  await writeFile(path, content);
});
afterAll(() => rm(folder, { recursive: true }));

test("every range of a range is that of the file", async () => {
  const blob = await openLocalBlob(path);
  const place = fc.nat(content.length + 10);
  await fc.assert(
    fc.asyncProperty(place, place, place, place, async (start, end, from, to) => {
      const wanted = content.subarray(start, Math.max(start, end)).subarray(from, Math.max(from, to));
      const range = blob.slice(start, end).slice(from, to);
      expect(range.size).toBe(wanted.length);
      expect(Buffer.from(await range.arrayBuffer()).equals(wanted)).toBe(true);
      expect((await buffer(range.stream())).equals(wanted)).toBe(true);
      expect(await crc32InNode(range, signal)).toBe(crc32(wanted));
    }),
    { numRuns: 30 },
  );
});

test.each([
  ["longer", () => appendFile(path, "x")],
  ["rewritten", () => writeFile(path, content)],
  ["touched", () => utimes(path, 1, 1)],
  ["gone", () => unlink(path)],
])("a file that was %s since is not readable", async (_, change) => {
  await utimes(path, 1_000, 1_000);
  const blob = await openLocalBlob(path);
  await change();
  await expect(blob.arrayBuffer()).rejects.toMatchObject({ name: "NotReadableError" });
  await expect(buffer(blob.stream())).rejects.toMatchObject({ name: "NotReadableError" });
  await expect(crc32InNode(blob, signal)).rejects.toMatchObject({ name: "NotReadableError" });
});

/** A server that treats each request as told, one after the other. */
async function serverThat(...answers: ("takes" | "refuses" | "hangs up" | "says nothing")[]) {
  const bodies: Buffer[] = [];
  const server = createServer(async (request, response) => {
    const answer = answers.shift();
    if (answer === "refuses") return response.writeHead(403).end();
    if (answer === "hangs up") return request.once("data", () => request.socket.destroy());
    if (answer === "says nothing") return request.resume();
    bodies.push(await buffer(request));
    response.writeHead(200, { etag: '"e"' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}/`, bodies, close };
}

const openFiles = () => readdirSync("/proc/self/fd").length;

test.runIf(process.platform === "linux")(
  "a body is sent whole, and whatever becomes of it no file stays open",
  async () => {
    const { url, bodies, close } = await serverThat("takes", "refuses", "hangs up", "says nothing", "takes");
    const blob = await openLocalBlob(path);
    const before = openFiles();
    const progress: number[] = [];
    const put = (given = signal) => putInNode(url, blob, { signal: given, onProgress: (sent) => progress.push(sent) });
    expect(await put()).toBe('"e"');
    expect(progress.at(-1)).toBe(content.length);
    await expect(put()).rejects.toMatchObject({ status: 403 });
    await expect(put()).rejects.toMatchObject({ status: 0 });
    await expect(put(AbortSignal.timeout(50))).rejects.toMatchObject({ name: "TimeoutError" });
    expect(await put()).toBe('"e"');
    expect(bodies.map((body) => body.equals(content))).toEqual([true, true]);
    close();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(openFiles()).toBeLessThanOrEqual(before);
    expect((await readFile(path)).equals(content)).toBe(true);
  },
);
