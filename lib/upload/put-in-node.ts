import { once } from "node:events";
import { type ClientRequest, type IncomingMessage, request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { LocalBlob } from "./local-blob.ts";
import { type PutPart, storedEtag, storeUnreachable } from "./put-part.ts";

/** Through Node's own client, which keeps its connections and tells how much of a body has left. */
export const putInNode: PutPart = async (url, body, { signal, onProgress, headers = {} }) => {
  signal.throwIfAborted();
  const request = (url.startsWith("https:") ? requestSecure : requestPlain)(url, {
    method: "PUT",
    headers: { ...headers, "Content-Length": body.size },
    signal,
  });
  try {
    const answered = answerOf(request);
    const sent = sendBody(request, body, onProgress);
    // A store may answer before it has seen everything; then nobody waits for the rest.
    sent.catch(() => {});
    await Promise.race([sent, answered]);
    const { statusCode = 0, headers: answer } = await answered;
    return storedEtag(statusCode, answer.etag);
  } catch (error) {
    request.destroy();
    signal.throwIfAborted();
    throw isOurs(error) ? error : Object.assign(storeUnreachable(), { cause: error });
  }
};

/** The answer, read to its end, so that the connection can carry the next part. */
function answerOf(request: ClientRequest): Promise<IncomingMessage> {
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.on("error", reject);
    request.on("response", (response) => {
      response.on("error", reject);
      response.on("end", () => resolve(response));
      response.resume();
    });
  });
  answered.catch(() => {});
  return answered;
}

/** One piece after the other has to be on its way before its memory is used again. */
async function sendBody(request: ClientRequest, body: Blob, onProgress: (sentBytes: number) => void): Promise<void> {
  const closed = once(request, "close");
  closed.catch(() => {});
  let sent = 0;
  for await (const piece of body instanceof LocalBlob ? body.pieces() : body.stream()) {
    const written = new Promise<void>((resolve, reject) => {
      request.write(piece, (error) => (error ? reject(error) : resolve()));
    });
    await Promise.race([written, closed.then(() => Promise.reject(new Error("The connection was closed")))]);
    sent += piece.length;
    onProgress(sent);
  }
  request.end();
}

const isOurs = (error: unknown): boolean => error instanceof Error && error.name === "PutFailed";
