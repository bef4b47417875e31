/** Sends one part to its presigned URL; resolves to the ETag the store answered. Throws PutFailed, or whatever the signal aborts with. */
export type PutPart = (
  url: string,
  body: Blob,
  options: { signal: AbortSignal; onProgress: (sentBytes: number) => void; headers?: Record<string, string> },
) => Promise<string>;

/** A part the store did not take. Status 0: the store could not be reached. */
export class PutFailed extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "PutFailed";
    this.status = status;
  }
}

export const storeUnreachable = () => new PutFailed(0, "The object store cannot be reached. Check the connection.");

/** The ETag of a part that was stored; throws PutFailed when it was not, or when the store hides what it stored. */
export function storedEtag(status: number, etag: string | null): string {
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
