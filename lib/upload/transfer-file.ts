/** A file to send. In a browser the blob is the File itself, in Node it comes from `fs.openAsBlob`. */
export interface Source {
  /** Name with its folders, as the user knows it. */
  path: string;
  blob: Blob;
  /** Milliseconds since 1970, or null when not known. */
  lastModified: number | null;
  /** It takes the place of a file of this path whose bytes differ. */
  replace?: boolean;
}

/**
 * offline: waits for the connection. elsewhere: another tab sends it. skipped: the dataset has the same bytes already.
 * A paused file can be resumed; done, skipped, failed and cancelled ones are over.
 */
export type TransferState =
  | "waiting"
  | "sending"
  | "paused"
  | "offline"
  | "elsewhere"
  | "verifying"
  | "done"
  | "skipped"
  | "failed"
  | "cancelled";

/** One file as it is shown; the object is replaced when anything in it changes. */
export interface FileProgress {
  path: string;
  bytes: number;
  /** In the store, or on the way there; all bytes of a file that is done or skipped. */
  sentBytes: number;
  state: TransferState;
  /** A sentence for the user when state is failed. */
  failure: string | null;
  /** It failed because the dataset has a file of this path whose bytes differ, which it can replace. */
  differs: boolean;
  /** What is worth knowing besides: "Already here as …", "Goes on at 62 %". */
  note: string | null;
  /** Of the whole file in base64, once it is known. */
  crc32: string | null;
}
