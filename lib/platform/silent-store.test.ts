import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createMultipart, downloadObject, findObject, listObjects, readRange, uploadFile } from "./storage.ts";

const BODY = "every byte of it";

let folder: string;
let server: Server;
/** How many requests in a row get no answer at all, and how much of a body arrives before the silence. */
let silence = { requests: 0, bodyBytes: 0 };
let asked = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "parquetry-silent-"));
  server = createServer((request, response) => {
    request.resume();
    asked += 1;
    const isSilent = asked <= silence.requests;
    if (isSilent && silence.bodyBytes === 0) return;
    response.writeHead(200, { "Content-Length": BODY.length, ETag: '"e"' });
    if (isSilent) response.write(BODY.slice(0, silence.bodyBytes));
    else response.end(request.method === "HEAD" ? undefined : BODY);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = server.address() as AddressInfo;
  Object.assign(process.env, {
    DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none",
    ...{ S3_BUCKET: "silent", S3_ENDPOINT: `http://127.0.0.1:${port}`, S3_CHECKSUMS: "off", S3_SILENCE_MS: "200" },
    ...{ AWS_ACCESS_KEY_ID: "key", AWS_SECRET_ACCESS_KEY: "secret", LOG_LEVEL: "silent" },
  });
  await writeFile(join(folder, "file"), BODY);
});
beforeEach(() => {
  asked = 0;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

const actions: [string, () => Promise<unknown>][] = [
  ["a look for an object", () => findObject("raw/a")],
  ["a list of a bucket", () => listObjects("another", "")],
  ["the opening of an upload", () => createMultipart("raw/a", "text/csv")],
  ["the reading of a range", () => readRange("raw/a", "e", 0, 5)],
  ["a download", () => downloadObject("raw/a", join(folder, "back"))],
  ["the sending of a file", () => uploadFile(join(folder, "file"), "lake/a", "text/csv")],
];

test.each(actions)(
  "%s from a store that takes the connection and says nothing fails, to be tried again",
  {
    timeout: 120_000,
  },
  async (_, act) => {
    silence = { requests: Number.POSITIVE_INFINITY, bodyBytes: 0 };
    await expect(act()).rejects.toMatchObject({ kind: "storage_unavailable" });
    expect(asked).toBeGreaterThan(1);
  },
);

test.each([
  ["says nothing at first", 0, () => downloadObject("raw/a", join(folder, "back"))],
  ["falls silent in the middle of an object", 7, () => readRange("raw/a", "e", 0, BODY.length)],
])("a store that %s is asked again, and gives the whole object", { timeout: 60_000 }, async (_, bodyBytes, read) => {
  silence = { requests: 2, bodyBytes };
  const bytes = (await read()) ?? (await readFile(join(folder, "back")));
  expect(bytes.toString()).toBe(BODY);
  expect(asked).toBeGreaterThan(2);
});
