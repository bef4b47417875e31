import { announced } from "./announcement.ts";
import type { ArrivedPart, CompletedPart, FileView, KnownFile, NewFile, UploadTicket } from "./contract.ts";
import { bytesOfPart, rangeOfPart } from "./part-plan.ts";
import { SentParts } from "./sent-parts.ts";
import type { FileProgress, Source, TransferState } from "./transfer-file.ts";

export const CHANGED = "Changed since the last time; sent from the start";
const ARRIVED: TransferState[] = ["done", "skipped"];
const OVER: TransferState[] = [...ARRIVED, "failed", "cancelled"];

/** One try at sending one file. Trying again makes a new one, so that nothing late can disturb it. */
export class SendingFile {
  readonly source: Source;
  /** What runs now; pausing aborts it, and resuming starts another. */
  run = new AbortController();
  fingerprint: string | null = null;
  /** Send it even though the dataset has one that looks the same. */
  again = false;
  /** The dataset has another file of this path. */
  differs = false;
  /** One that has arrived and looks the same, until they are compared. */
  known: KnownFile | undefined;
  ticket: UploadTicket | undefined;
  /** Parts that the store holds from an earlier try, until they are compared with this file. */
  unchecked: ArrivedPart[] = [];
  /** How often it was registered anew because the store lost what had arrived. */
  restarts = 0;
  /** Bytes that needed not be sent. */
  savedBytes = 0;
  sentAgainBytes = 0;
  /** Lets other tabs have this file. */
  release: (() => void) | undefined;
  #state: TransferState = "waiting";
  #isOffline = false;
  #stored: FileView | undefined;
  #failure: string | null = null;
  #note: string | null = null;
  #crc32: string | null = null;
  #sent = new SentParts();
  /** Parts that earlier tries sent, by their numbers. */
  #earlier: ReadonlyMap<number, CompletedPart>;
  #shown: FileProgress | undefined;

  constructor(source: Source, earlier: ReadonlyMap<number, CompletedPart> = new Map()) {
    this.source = source;
    this.#earlier = earlier;
  }

  get state(): TransferState {
    return this.#state;
  }

  get stored(): FileView | undefined {
    return this.#stored;
  }

  get isOver(): boolean {
    return OVER.includes(this.#state);
  }

  get announcement(): NewFile {
    return announced(this.source, this.fingerprint, this.again);
  }

  get missingParts(): number[] {
    const numbers = Array.from({ length: this.ticket?.partCount ?? 0 }, (_, index) => index + 1);
    return numbers.filter((number) => !this.#sent.arrived.has(number));
  }

  get isSent(): boolean {
    return this.ticket !== undefined && this.#sent.arrived.size === this.ticket.partCount;
  }

  /** In the order of their numbers. */
  get parts(): CompletedPart[] {
    return this.#sent.inOrder;
  }

  bodyOf(number: number): Blob {
    if (!this.ticket) throw new Error("A part was asked for before the file was registered");
    const { start, end } = rangeOfPart(this.ticket, number);
    return this.source.blob.slice(start, end);
  }

  moveTo(state: TransferState): void {
    this.#state = state;
    this.#shown = undefined;
    if (!this.isOver) return;
    this.release?.();
    this.release = undefined;
  }

  setOffline(isOffline: boolean): void {
    this.#isOffline = isOffline;
    this.#shown = undefined;
  }

  setNote(note: string | null): void {
    this.#note = note;
    this.#shown = undefined;
  }

  /** Does nothing when it is over already. */
  fail(sentence: string): void {
    if (this.isOver) return;
    this.#failure = sentence;
    this.moveTo("failed");
    this.run.abort();
  }

  /** The dataset has these very bytes. */
  skip(note: string, crc32: string | null): void {
    this.#finish("skipped", crc32);
    this.savedBytes = this.source.blob.size;
    this.setNote(note);
  }

  finish(stored: FileView): void {
    this.#stored = stored;
    this.#finish("done", stored.crc32);
  }

  /** What a ticket says; what had arrived of the file is yet to be compared. */
  take(ticket: UploadTicket): void {
    this.ticket = ticket;
    this.unchecked = ticket.arrived;
    if (ticket.restarted) this.setNote(CHANGED);
  }

  /** Stops what runs; what has arrived stays. */
  pause(): void {
    this.run.abort();
    this.sentAgainBytes += this.#sent.dropUnfinished();
    this.moveTo("paused");
  }

  cancel(): void {
    this.moveTo("cancelled");
    this.run.abort();
  }

  /** Starts what runs next. */
  resume(): void {
    this.run = new AbortController();
    this.moveTo("waiting");
  }

  /** As before its registration: what was sent counts only if the store still has it. */
  forget(): void {
    this.#earlier = this.#sent.arrived;
    this.#sent = new SentParts();
    this.savedBytes = 0;
    this.ticket = undefined;
    this.unchecked = [];
    this.restarts++;
    this.run.abort();
    this.resume();
  }

  notePart(number: number, sentBytes: number): void {
    this.#sent.note(number, sentBytes);
    this.#shown = undefined;
  }

  endPart(number: number, part: CompletedPart): void {
    if (!this.ticket) return;
    this.#sent.end(number, bytesOfPart(this.ticket, number), part);
    this.#shown = undefined;
  }

  /** Whether this try, or the one before it, sent the part that the store holds. */
  hasSent({ number, etag }: ArrivedPart): boolean {
    return this.#earlier.get(number)?.etag.replaceAll('"', "") === etag;
  }

  /** A new try, which need not send again what this one sent. */
  tryAgain(source = this.source): SendingFile {
    return new SendingFile(source, new Map([...this.#earlier, ...this.#sent.arrived]));
  }

  show(): FileProgress {
    const waitsForLine = this.#isOffline && (this.#state === "waiting" || this.#state === "sending");
    this.#shown ??= {
      path: this.source.path,
      bytes: this.source.blob.size,
      sentBytes: ARRIVED.includes(this.#state) ? this.source.blob.size : this.#sent.bytes,
      state: waitsForLine ? "offline" : this.#state,
      failure: this.#failure,
      differs: this.differs,
      note: this.#note,
      crc32: this.#crc32,
    };
    return this.#shown;
  }

  #finish(state: "done" | "skipped", crc32: string | null): void {
    this.#crc32 = crc32;
    this.moveTo(state);
  }
}
