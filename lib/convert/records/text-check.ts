import { isAscii, isUtf8 } from "node:buffer";

/** Looks at text as it passes, in blocks cut anywhere: NUL bytes and whether it is UTF-8. */
export class TextCheck {
  hasNul = false;
  #tail = Buffer.alloc(0);
  #isValid = true;

  push(block: Buffer): void {
    if (block.includes(0)) this.hasNul = true;
    if (this.#tail.length === 0 && isAscii(block)) return;
    const bytes = this.#tail.length > 0 ? Buffer.concat([this.#tail, block]) : block;
    const end = endOfWholeCharacters(bytes);
    this.#tail = Buffer.from(bytes.subarray(end));
    if (!isUtf8(bytes.subarray(0, end))) this.#isValid = false;
  }

  /** Of everything seen so far; a character that is cut off at the end makes it false. */
  get isUtf8(): boolean {
    return this.#isValid && this.#tail.length === 0;
  }
}

/** Where the last complete UTF-8 character ends: at most three bytes wait for the next block. */
function endOfWholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) return back < sequenceBytes(byte) ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

const sequenceBytes = (lead: number): number => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2);
