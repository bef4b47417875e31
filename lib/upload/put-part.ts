/**
 * Sends one part to its presigned URL; resolves to the ETag the store answered. `onProgress` counts the bytes that left.
 * Throws PutFailed, or whatever the signal aborts with.
 */
export type PutPart = (
  url: string,
  body: Blob,
  options: { signal: AbortSignal; onProgress: (sentBytes: number) => void; headers?: Record<string, string> },
) => Promise<string>;

/** A part the store did not take. Status 0: the store could not be reached. 408: it stood still. */
export class PutFailed extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "PutFailed";
    this.status = status;
  }
}

export const storeUnreachable = () => new PutFailed(0, "The object store cannot be reached. Check the connection.");

export const stoodStill = () => new PutFailed(408, "The object store stopped taking bytes.");

/** The ETag of a part that was stored; throws PutFailed when it was not, or when the store hides what it stored. */
export function storedEtag(status: number, etag: string | null | undefined): string {
  if (status !== 200) throw new PutFailed(status, `The object store refused a part of this file (status ${status}).`);
  if (etag) return etag;
  throw new PutFailed(status, "The object store does not show ETags to this page. Its CORS rules must expose ETag.");
}

export class UnreadableSource extends Error {
  constructor() {
    super("The file changed, was moved or cannot be read any more. Choose it again.");
    this.name = "UnreadableSource";
  }
}

/** What is wrong when bytes cannot be summed: the file, unless something else says so in its own words. */
export const whyUnreadable = (error: unknown): Error =>
  error instanceof DOMException || !(error instanceof Error)
    ? Object.assign(new UnreadableSource(), { cause: error })
    : error;

/** The store has forgotten an upload that the server still goes on with. */
export class UploadForgotten extends Error {
  constructor() {
    super("The object store no longer knows this upload.");
    this.name = "UploadForgotten";
  }
}
