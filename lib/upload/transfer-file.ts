import type { CompletedPart, FileView, NewFile, UploadTicket } from "./contract.ts";
import { rangeOfPart } from "./part-plan.ts";

/** A file to send. In a browser the blob is the File itself, in Node it comes from `fs.openAsBlob`. */
export interface Source {
  /** Name with its folders, as the user knows it. */
  path: string;
  blob: Blob;
  /** Milliseconds since 1970, or null when not known. */
  lastModified: number | null;
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
  /** What is worth knowing besides: "Already here as …", "Goes on at 62 %". */
  note: string | null;
  /** Of the whole file in base64, once it is known. */
  crc32: string | null;
}

const LAST_REPRESENTABLE_MS = Date.UTC(9999, 11, 31);

/** One try at sending one file. Trying again makes a new one, so that nothing late can disturb it. */
export class TransferFile {
  readonly source: Source;
  readonly controller = new AbortController();
  ticket: UploadTicket | undefined;
  state: TransferState = "waiting";
  stored: FileView | undefined;
  #failure: string | null = null;
  #canGoOn = false;
  #etags = new Map<number, string>();
  #sentOfPart = new Map<number, number>();
  #sentBytes = 0;
  #shown: FileProgress | undefined;

  constructor(source: Source) {
    this.source = source;
  }

  get isOver(): boolean {
    return this.state === "done" || this.state === "failed" || this.state === "cancelled";
  }

  get announcement(): NewFile {
    const { path, blob, lastModified } = this.source;
    const isDate = lastModified !== null && lastModified >= 0 && lastModified < LAST_REPRESENTABLE_MS;
    return {
      path,
      bytes: blob.size,
      lastModified: isDate ? new Date(lastModified).toISOString() : null,
      fingerprint: null,
      again: false,
    };
  }

  get missingParts(): number[] {
    const numbers = Array.from({ length: this.ticket?.partCount ?? 0 }, (_, index) => index + 1);
    return numbers.filter((number) => !this.#etags.has(number));
  }

  get isSent(): boolean {
    return this.ticket !== undefined && this.#etags.size === this.ticket.partCount;
  }

  /** In the order of the parts. */
  get parts(): CompletedPart[] {
    return [...this.#etags].sort(([a], [b]) => a - b).map(([, etag]) => ({ etag, crc32: null }));
  }

  bodyOf(number: number): Blob {
    if (!this.ticket) throw new Error("A part was asked for before the file was registered");
    const { start, end } = rangeOfPart(this.ticket, number);
    return this.source.blob.slice(start, end);
  }

  moveTo(state: TransferState): void {
    this.state = state;
    this.#shown = undefined;
  }

  /** Does nothing when it is over already. `canGoOn`: what has arrived is still good, so that another try need not start from nothing. */
  fail(sentence: string, canGoOn: boolean): void {
    if (this.isOver) return;
    this.#failure = sentence;
    this.#canGoOn = canGoOn;
    this.moveTo("failed");
    this.controller.abort();
  }

  notePart(number: number, sentBytes: number): void {
    this.#sentBytes += sentBytes - (this.#sentOfPart.get(number) ?? 0);
    this.#sentOfPart.set(number, sentBytes);
    this.#shown = undefined;
  }

  endPart(number: number, etag: string): void {
    this.#etags.set(number, etag);
    this.notePart(number, this.bodyOf(number).size);
  }

  /** A new try. */
  again(): TransferFile {
    const next = new TransferFile(this.source);
    if (!this.#canGoOn) return next;
    next.ticket = this.ticket;
    for (const [number, etag] of this.#etags) next.endPart(number, etag);
    return next;
  }

  show(): FileProgress {
    this.#shown ??= {
      path: this.source.path,
      bytes: this.source.blob.size,
      sentBytes: this.#sentBytes,
      state: this.state,
      failure: this.#failure,
      note: null,
      crc32: null,
    };
    return this.#shown;
  }
}
