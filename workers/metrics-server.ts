import { once } from "node:events";
import { createServer } from "node:http";
import { handle } from "#lib/platform/http.ts";
import { tellMetrics } from "#lib/platform/jobs/measure.ts";
import { log } from "#lib/platform/log.ts";

const HOST = "127.0.0.1";

/** Tells this worker's metrics at /metrics, to this machine only. */
export async function serveMetrics(port: number): Promise<void> {
  const tell = handle(tellMetrics);
  const server = createServer(async ({ method = "GET", url = "/" }, answer) => {
    const path = new URL(url, `http://${HOST}`);
    if (method !== "GET" || path.pathname !== "/metrics") return void answer.writeHead(404).end();
    const response = await tell(new Request(path), undefined);
    answer.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
  });
  server.unref();
  server.listen(port, HOST);
  await once(server, "listening");
  const address = server.address();
  log().info({ port: typeof address === "object" ? address?.port : port }, "metrics are told at /metrics");
}
