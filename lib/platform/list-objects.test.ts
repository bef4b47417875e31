import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listObjects } from "./storage.ts";

let server: Server;
let answer: [status: number, code: string] = [403, "AccessDenied"];

beforeAll(async () => {
  server = createServer((_, response) => {
    const [status, code] = answer;
    response.writeHead(status, { "Content-Type": "application/xml" });
    response.end(`<Error><Code>${code}</Code><Message>no</Message></Error>`);
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

test.each<[number, string, string, RegExp]>([
  [403, "AccessDenied", "forbidden", /may not list the bucket theirs\. They need s3:ListBucket there/],
  [404, "NoSuchBucket", "not_found", /There is no bucket theirs/],
  [301, "PermanentRedirect", "invalid_input", /another region than AWS_REGION/],
  [400, "AuthorizationHeaderMalformed", "invalid_input", /another region than AWS_REGION/],
  [403, "InvalidAccessKeyId", "storage_unavailable", /refuses this application \(InvalidAccessKeyId\)/],
])("a list that ends in %i %s is said in a sentence", async (status, code, kind, message) => {
  answer = [status, code];
  await expect(listObjects("theirs", "")).rejects.toMatchObject({ kind, message: expect.stringMatching(message) });
});
