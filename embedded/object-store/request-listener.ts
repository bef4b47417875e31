import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { storageFault } from "#embedded/object-store/files/storage-fault.ts";
import type { Store } from "#embedded/object-store/files/store.ts";
import { answerPreflight, crossOriginHeaders } from "#embedded/object-store/operations/cors.ts";
import { findOperation } from "#embedded/object-store/operations/routes.ts";
import { authenticate } from "#embedded/object-store/wire/authentication.ts";
import { openPayload } from "#embedded/object-store/wire/payload.ts";
import { type Reply, sendError, sendReply } from "#embedded/object-store/wire/reply.ts";
import { S3Error } from "#embedded/object-store/wire/s3-error.ts";
import { readS3Request, type S3Request } from "#embedded/object-store/wire/s3-request.ts";
import type { RequestSigner } from "#embedded/object-store/wire/signature.ts";

type Listener = { handle(raw: IncomingMessage, response: ServerResponse): void; serve(store: Store): void };

/** Answers requests; until it is given its store it answers that it is not ready. `now` is the clock that signatures are held against. */
export function answerWith(signer: RequestSigner, instance: string, now: () => Date): Listener {
  let store: Store | undefined;
  const handle = async (raw: IncomingMessage, response: ServerResponse) => {
    const requestId = randomBytes(8).toString("hex").toUpperCase();
    response.setHeader("Server", "Parquetry");
    response.setHeader("x-amz-request-id", requestId);
    response.setHeader("Date", now().toUTCString());
    if (raw.url === "/-/health") return sendHealth(response, instance, store !== undefined);
    try {
      await answer(readS3Request(raw), response, { signer, now: now() }, store);
    } catch (error) {
      refuse(response, error, requestId);
    }
    raw.resume();
  };
  return {
    handle: (raw, response) => void handle(raw, response),
    serve: (ready) => {
      store = ready;
    },
  };
}

async function answer(
  request: S3Request,
  response: ServerResponse,
  { signer, now }: { signer: RequestSigner; now: Date },
  store?: Store,
): Promise<void> {
  if (!store) throw new S3Error("ServiceUnavailable", "The object store is still reading its files.");
  for (const [name, value] of Object.entries(crossOriginHeaders(store, request))) response.setHeader(name, value);
  if (request.method === "OPTIONS") return sendReply(response, answerPreflight(store, request));
  const authorization = await authenticate(request, signer, now);
  const openBody = () => {
    if (request.headers.expect) response.writeContinue();
    return openPayload(request, authorization, signer);
  };
  const reply: Reply = await findOperation(request)({ request, store, region: signer.region, openBody });
  await sendReply(response, reply);
}

function sendHealth(response: ServerResponse, instance: string, ready: boolean): void {
  response.writeHead(ready ? 200 : 503, { "Content-Type": "application/json" });
  response.end(JSON.stringify({ instance }));
}

/**
 * A client that went away needs no answer, and one that has the head already can only be cut off. One that was told to
 * keep its body back must not use the connection again: what it sends next would be taken for that body.
 */
function refuse(response: ServerResponse, error: unknown, requestId: string): void {
  if (response.destroyed || response.headersSent) {
    response.destroy();
    return;
  }
  if (response.req.headers.expect) response.setHeader("Connection", "close");
  const foreseen = error instanceof S3Error ? error : storageFault(error);
  if (!foreseen) console.error(`object store: request ${requestId} failed:`, error);
  const internal = new S3Error("InternalError", "We encountered an internal error. Please try again.");
  sendError(response, foreseen ?? internal, response.req.url?.split("?")[0] ?? "", requestId);
}
