import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll } from "vitest";

/** An object store that answers every request as it is told to. */
export function withStoreThat(answers: RequestListener): void {
  let server: Server;
  beforeAll(async () => {
    server = createServer(answers);
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
}
