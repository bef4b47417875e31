import { type PutPart, UnreadableSource } from "./put-part.ts";
import { isPassing, statusOf, withRetries } from "./retry.ts";
import type { TransferFile } from "./transfer-file.ts";

export interface SendEffects {
  put: PutPart;
  /** Asks for a new URL when the one at hand is refused, because it expired on the way. Undefined: the file is over. */
  signAgain: () => Promise<string | undefined>;
  onProgress: () => void;
  pauseMs?: (tries: number) => number;
}

/** Sends one part, up to five times; resolves when the file knows its ETag. */
export async function sendPart(file: TransferFile, number: number, url: string, effects: SendEffects): Promise<void> {
  const { signal } = file.controller;
  const body = file.bodyOf(number);
  const onProgress = (sentBytes: number) => {
    if (signal.aborted) return;
    file.notePart(number, Math.min(sentBytes, body.size));
    effects.onProgress();
  };
  let signed: string | undefined = url;
  const putOnce = async () => {
    signed ??= await effects.signAgain();
    signal.throwIfAborted();
    if (!signed) throw new Error("A part was left without a URL");
    try {
      return await effects.put(signed, body, { signal, onProgress });
    } catch (error) {
      onProgress(0);
      if (statusOf(error) === 403) signed = undefined;
      if (statusOf(error) === 0 && !(await isReadable(body))) throw new UnreadableSource();
      throw error;
    }
  };
  const isWorthIt = (error: unknown) => isPassing(error) || (statusOf(error) === 403 && signed === undefined);
  file.endPart(number, await withRetries(putOnce, { signal, pauseMs: effects.pauseMs, isWorthIt }));
}

/** A file that was changed or removed meanwhile looks like a broken connection; reading it tells. */
async function isReadable(body: Blob): Promise<boolean> {
  return body
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );
}
