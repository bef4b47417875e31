import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { extendObject } from "./storage.ts";

let server: Server;
let refusal = 501;
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method}${"x-amz-copy-source" in request.headers ? " copy" : ""}`);
    const status = request.method === "PUT" ? refusal : request.method === "DELETE" ? 204 : 200;
    response.writeHead(status, { "Content-Type": "application/xml" });
    const begun = "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>";
    response.end(status === 200 ? begun : undefined);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = server.address() as AddressInfo;
  Object.assign(process.env, {
    DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none",
    ...{ S3_BUCKET: "ours", S3_ENDPOINT: `http://127.0.0.1:${port}` },
    ...{ AWS_ACCESS_KEY_ID: "key", AWS_SECRET_ACCESS_KEY: "secret" },
  });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test.each([501, 400, 403, 405])(
  "a store that answers copies with %i is asked once, and left as it was",
  async (status) => {
    refusal = status;
    asked.length = 0;
    const base = { key: "lake/a", etag: "e", bytes: 10 };
    const target = { key: "lake/b", contentType: "text/plain" };
    expect(await extendObject(base, target, async () => "/nowhere")).toBeUndefined();
    expect(asked).toEqual(["POST", "PUT copy", "DELETE"]);
  },
);
