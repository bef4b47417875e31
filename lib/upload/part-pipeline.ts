import { MAX_SIGNATURES_PER_REQUEST } from "./contract.ts";
import { toBase64 } from "./crc32.ts";
import { wholeFrom } from "./fingerprint.ts";
import { type Part, PartQueue, type ReadyPart } from "./part-queue.ts";
import { whyUnreadable } from "./put-part.ts";
import { sendPart } from "./send-part.ts";
import type { SendingFile } from "./sending-file.ts";
import type { Works } from "./works.ts";

/** What is read and signed ahead of its turn: signatures expire, and a slow line sends so much in some minutes. */
const AHEAD_BYTES = 256 * 2 ** 20;
const AHEAD_PARTS = MAX_SIGNATURES_PER_REQUEST;
const MANY_PARTS = 40;

/** What becomes of the files whose parts these are. */
export interface PartEvents {
  /** Every part of the file has arrived. */
  onSent: (file: SendingFile) => void;
  onFailed: (file: SendingFile, error: unknown) => void;
}

/** One queue over the parts of all files: each is read for its checksum, signed, and sent. */
export class PartPipeline {
  readonly #works: Works;
  readonly #events: PartEvents;
  readonly #toRead = new PartQueue<Part>();
  readonly #toSign = new PartQueue<Part>();
  readonly #toSend = new PartQueue<ReadyPart>();

  constructor(works: Works, events: PartEvents) {
    this.#works = works;
    this.#events = events;
  }

  /** Whether so few parts are left that the line might run dry. */
  get isLow(): boolean {
    const queues = [this.#toRead, this.#toSign, this.#toSend];
    const sum = (field: "count" | "bytes") => queues.reduce((total, queue) => total + queue[field], 0);
    return sum("count") < AHEAD_PARTS && sum("bytes") < AHEAD_BYTES;
  }

  add(parts: Part[]): void {
    this.#toRead.add(parts);
  }

  purge(): void {
    for (const queue of [this.#toRead, this.#toSign, this.#toSend]) queue.purge();
  }

  pump(): void {
    const { tasks, line } = this.#works;
    while (tasks.may("reading") && this.#toRead.count > 0 && this.#hasReadLittle)
      tasks.run("reading", () => this.#read());
    if (tasks.may("signing") && this.#toSign.count > 0 && this.#isLowOnSigned) tasks.run("signing", () => this.#sign());
    while (tasks.count("sending") < line.limit && tasks.may("finishing") && this.#toSend.count > 0)
      tasks.run("sending", () => this.#send());
  }

  /** Parts may be so large that only their number counts. */
  get #hasReadLittle(): boolean {
    const count = this.#toSign.count + this.#toSend.count + this.#works.tasks.count("reading");
    const bytes = this.#toSign.bytes + this.#toSend.bytes;
    return count < this.#works.line.limit || (count < AHEAD_PARTS && bytes < AHEAD_BYTES);
  }

  /** Small parts are soon sent, so that the next signatures are fetched sooner. */
  get #isLowOnSigned(): boolean {
    const { limit } = this.#works.line;
    return this.#toSend.count < (this.#toSign.count < MANY_PARTS ? limit / 2 : limit * 2);
  }

  async #read(): Promise<void> {
    const part = this.#toRead.take();
    if (!part) return;
    try {
      if (part.ticket.enforcesChecksums) part.crc32 = toBase64(await this.#crcOf(part));
      if (!part.signal.aborted) this.#toSign.add([part]);
    } catch (error) {
      this.#fail([part], whyUnreadable(error));
    }
  }

  async #crcOf({ file, number, signal }: Part): Promise<number> {
    const known = wholeFrom(file.fingerprint, file.source.blob.size);
    return known ?? this.#works.effects.crc32(file.bodyOf(number), signal);
  }

  async #sign(): Promise<void> {
    const parts = this.#toSign.takeUpTo(MAX_SIGNATURES_PER_REQUEST);
    if (parts.length === 0) return;
    try {
      const answers = await this.#works.requests.sign(parts);
      const signed = parts.flatMap((part, index) => ({ ...part, signed: answers[index] }));
      this.#toSend.add(signed.filter((part): part is ReadyPart => part.signed !== undefined && !part.signal.aborted));
    } catch (error) {
      this.#fail(parts, error);
    }
  }

  async #send(): Promise<void> {
    const part = this.#toSend.take();
    if (!part) return;
    const { file, ticket, number, signal, crc32 } = part;
    const { requests, line } = this.#works;
    try {
      file.moveTo("sending");
      const etag = await sendPart(part, this.#works, async () => (await requests.sign([part]))[0]);
      line.noteArrival();
      if (file.ticket === ticket) file.endPart(number, { etag, crc32 });
      if (file.isSent && !signal.aborted) this.#events.onSent(file);
    } catch (error) {
      this.#fail([part], error);
    }
  }

  #fail(parts: Part[], error: unknown): void {
    for (const { file, signal } of parts) if (!signal.aborted) this.#events.onFailed(file, error);
  }
}
