import http, { type ClientRequest, type IncomingMessage } from "node:http";
import https from "node:https";
import { filePieces } from "./file-pieces.ts";

const SILENCE_MS = 20_000;

/**
 * Sends the bytes of `[start, end)` of a file to an address; resolves to the answer's ETag, or to undefined when it is
 * not a plain 200, for a complete client to find out why. The bytes are read once, through one buffer, as in directGet.
 */
export async function directPut(
  address: string,
  headers: Record<string, string>,
  path: string,
  { start, end }: { start: number; end: number },
  signal: AbortSignal | undefined,
  silenceMs = SILENCE_MS,
): Promise<string | undefined> {
  const url = new URL(address);
  const options = {
    method: "PUT",
    headers: { ...headers, "Content-Length": end - start },
    signal,
    timeout: silenceMs,
  };
  const request = (url.protocol === "https:" ? https : http).request(url, options);
  const answer = answerTo(request);
  try {
    for await (const piece of filePieces(path, start, end)) await handedOn(request, piece);
    request.end();
    const { statusCode, headers: told } = (await answer).resume();
    return statusCode === 200 ? told.etag : undefined;
  } catch {
    request.destroy();
    return undefined;
  }
}

/** It may fail while the body is still being sent. */
function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  promise.catch(() => {});
  request.on("response", resolve).on("error", reject);
  request.on("timeout", () => request.destroy(new Error("The other side has been silent.")));
  return promise;
}

/** Resolves when the bytes are with the system, so that their buffer may be used again. */
function handedOn(request: ClientRequest, piece: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    request.write(piece, (error) => (error ? reject(error) : resolve()));
  });
}
