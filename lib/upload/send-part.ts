import type { SignedPart } from "./contract.ts";
import type { ReadyPart } from "./part-queue.ts";
import { stoodStill, UnreadableSource, UploadForgotten } from "./put-part.ts";
import { statusOf } from "./retry.ts";
import { watchForStall } from "./stall.ts";
import type { Works } from "./works.ts";

/** A store that refuses a part so often, one time after the other, will go on doing so. */
const MOST_REFUSALS = 4;
/** What another signature may mend: a body that was changed on its way, an expired URL, an upload opened again. */
const REFUSALS = [400, 403, 404];
/** Too many requests, the store asks to slow down, or the part stood still. */
const CONGESTED = [408, 429, 503];

/**
 * Sends one part until the store has it; resolves to its ETag. `signAgain` gives another signature, or undefined when the
 * file is over. Throws what is final: UnreadableSource, UploadForgotten or a refusal.
 */
export async function sendPart(
  part: ReadyPart,
  works: Works,
  signAgain: () => Promise<SignedPart | undefined>,
): Promise<string> {
  let signed: SignedPart | undefined = part.signed;
  const refusals = new Map<number, number>();
  while (signed) {
    const { url, headers } = signed;
    try {
      return await works.line.persist(() => putOnce(part, url, headers, works), { ...works, signal: part.signal });
    } catch (error) {
      const status = statusOf(error) ?? 0;
      const count = (refusals.get(status) ?? 0) + 1;
      refusals.set(status, count);
      if (!REFUSALS.includes(status) || count >= MOST_REFUSALS) throw error;
      if (status === 404 && count > 1) throw new UploadForgotten();
      signed = await signAgain();
    }
  }
  throw new Error("A part was left without a URL");
}

async function putOnce(part: ReadyPart, url: string, headers: Record<string, string>, works: Works): Promise<string> {
  const { file, number } = part;
  const { effects, clock, line } = works;
  const body = file.bodyOf(number);
  const begunAt = clock.now();
  const watch = watchForStall(clock, part.signal, line);
  let sent = 0;
  const onProgress = (bytes: number) => {
    if (part.signal.aborted) return;
    sent = Math.min(bytes, body.size);
    watch.moved();
    file.notePart(number, sent);
    works.changed();
  };
  try {
    return await effects.put(url, body, { signal: watch.signal, onProgress, headers });
  } catch (error) {
    const failure = watch.isStalled ? stoodStill() : error;
    if (!part.signal.aborted) file.sentAgainBytes += sent;
    onProgress(0);
    if (CONGESTED.includes(statusOf(failure) ?? 0)) line.noteCongestion(begunAt);
    if (statusOf(failure) === 0 && !(await isReadable(body))) throw new UnreadableSource();
    throw failure;
  } finally {
    watch.end();
  }
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
