import type { SignedPart, UploadTicket } from "./contract.ts";
import { bytesOfPart } from "./part-plan.ts";
import type { SendingFile } from "./sending-file.ts";

/** A part that waits for its turn; when its signal aborts, it waits for nothing any more. */
export interface Part {
  file: SendingFile;
  ticket: UploadTicket;
  number: number;
  bytes: number;
  signal: AbortSignal;
  /** Base64, once its bytes were read; null as well where checksums are off. */
  crc32: string | null;
}

export interface ReadyPart extends Part {
  signed: SignedPart;
}

/** Parts in the order in which they are taken, and how many bytes they have. */
export class PartQueue<Item extends Part> {
  #parts: Item[] = [];
  #bytes = 0;

  get count(): number {
    return this.#parts.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(parts: Item[]): void {
    for (const part of parts) {
      this.#parts.push(part);
      this.#bytes += part.bytes;
    }
  }

  take(): Item | undefined {
    return this.takeUpTo(1)[0];
  }

  takeUpTo(most: number): Item[] {
    const taken = this.#parts.splice(0, most);
    for (const { bytes } of taken) this.#bytes -= bytes;
    return taken.filter(({ signal }) => !signal.aborted);
  }

  /** Forgets the parts that wait for nothing any more. */
  purge(): void {
    this.#parts = this.#parts.filter(({ signal }) => !signal.aborted);
    this.#bytes = this.#parts.reduce((total, { bytes }) => total + bytes, 0);
  }
}

/** The parts of a file that are still to be sent. */
export function partsOf(file: SendingFile): Part[] {
  const { ticket, missingParts, run } = file;
  if (!ticket) return [];
  const shared = { file, ticket, signal: run.signal, crc32: null };
  return missingParts.map((number) => ({ ...shared, number, bytes: bytesOfPart(ticket, number) }));
}
