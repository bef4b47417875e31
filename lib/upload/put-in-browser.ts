import { type PutPart, storedEtag, storeUnreachable } from "./put-part.ts";

/** XMLHttpRequest, because fetch does not say how much of a body it has sent. */
export const putInBrowser: PutPart = (url, body, { signal, onProgress, headers = {} }) =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    signal.addEventListener("abort", abort);
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    request.onabort = () => reject(signal.reason);
    request.onerror = () => reject(storeUnreachable());
    request.onload = () => {
      try {
        // A refusal exposes no headers, and to ask for one is an error in the browser's console.
        resolve(storedEtag(request.status, request.status === 200 ? request.getResponseHeader("ETag") : null));
      } catch (error) {
        reject(error);
      }
    };
    request.onloadend = () => signal.removeEventListener("abort", abort);
    request.open("PUT", url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.send(body);
  });
