import { request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { Readable } from "node:stream";
import { type PutPart, storedEtag, storeUnreachable } from "./put-part.ts";

/** Through Node's own client, which keeps its connections and tells how much of a body has left. */
export const putInNode: PutPart = (url, body, { signal, onProgress, headers = {} }) =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = (url.startsWith("https:") ? requestSecure : requestPlain)(url, {
      method: "PUT",
      headers: { ...headers, "Content-Length": body.size },
      signal,
    });
    const fail = (cause: unknown) => {
      source.destroy();
      reject(signal.aborted ? signal.reason : Object.assign(storeUnreachable(), { cause }));
    };
    const source = Readable.from(body.stream());
    let sent = 0;
    source.on("data", (piece: Uint8Array) => {
      sent += piece.length;
      onProgress(sent);
    });
    source.on("error", fail);
    request.on("error", fail);
    request.on("response", (response) => {
      response.on("error", fail);
      // Read to its end, so that the connection can carry the next part.
      response.resume();
      response.on("end", () => {
        try {
          resolve(storedEtag(response.statusCode ?? 0, response.headers.etag));
        } catch (error) {
          // The rest of the body is not wanted any more.
          request.destroy();
          reject(error);
        }
      });
    });
    source.pipe(request);
  });
