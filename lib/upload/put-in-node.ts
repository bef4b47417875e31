import { type PutPart, storedEtag, storeUnreachable } from "./put-part.ts";

export const putInNode: PutPart = async (url, body, { signal, onProgress, headers }) => {
  const response = await fetch(url, { method: "PUT", body, signal, headers }).catch((error) => {
    signal.throwIfAborted();
    throw Object.assign(storeUnreachable(), { cause: error });
  });
  // Read to its end, so that the connection can carry the next part.
  await response.arrayBuffer();
  const etag = storedEtag(response.status, response.headers.get("etag"));
  onProgress(body.size);
  return etag;
};
