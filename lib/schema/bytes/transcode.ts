import { isAscii, isUtf8 } from "node:buffer";
import { AppError } from "#lib/platform/errors.ts";
import { type Encoding, MAX_RECORD_BYTES } from "../contract.ts";
import { ENCODING_NAMES } from "../encoding-names.ts";
import { cutOff, decodeWhole, isUtf16, soundBytes } from "./characters.ts";

/**
 * The same text as UTF-8. `chunks` hold no byte order mark. Bytes that are said to be UTF-8 pass as they are: which
 * rows of them are not is found later, row by row. Throws unreadable_csv, naming line and byte, where other bytes mean
 * nothing, and when the whole file makes sense as UTF-8 although it is said to be something else.
 */
export async function* transcoded(chunks: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  if (encoding === "utf-8") return yield* chunks;
  const lines = new WholeLines(encoding);
  const check = new Utf8Check();
  for await (const chunk of chunks) {
    if (!isUtf16(encoding)) check.push(chunk);
    const block = lines.add(chunk);
    if (block) yield lines.decode(block);
  }
  const rest = lines.rest();
  if (rest.length > 0) yield lines.decode(rest);
  if (check.isClearlyUtf8)
    throw new AppError(
      "recipe_mismatch",
      `This file is UTF-8: read as ${ENCODING_NAMES[encoding]} its letters would be wrong. Look at its encoding again.`,
    );
}

/** Cuts chunks where lines end: there no character goes on behind the cut, whatever the encoding. */
class WholeLines {
  readonly #encoding: Encoding;
  #held: Buffer = Buffer.alloc(0);
  #bytes = 0;
  #lines = 1;

  constructor(encoding: Encoding) {
    this.#encoding = encoding;
  }

  add(chunk: Buffer): Buffer | undefined {
    this.#held = this.#held.length > 0 ? Buffer.concat([this.#held, chunk]) : Buffer.from(chunk);
    const end = isUtf16(this.#encoding) ? this.#endOfLine16() : endOfLine(this.#held);
    if (end === 0 && this.#held.length > 3 * MAX_RECORD_BYTES) throw tooLong(this.#lines);
    if (end === 0) return undefined;
    const block = this.#held.subarray(0, end);
    this.#held = this.#held.subarray(end);
    return block;
  }

  rest(): Buffer {
    return this.#held;
  }

  decode(block: Buffer): Buffer {
    const text = decodeWhole(block, this.#encoding);
    if (text === undefined) throw this.#meaningless(block);
    this.#bytes += block.length;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#lines++;
    return Buffer.from(text, "utf8");
  }

  #endOfLine16(): number {
    const held = this.#held;
    const [low, high] = this.#encoding === "utf-16le" ? [0, 1] : [1, 0];
    for (let at = held.length - 2 - (held.length % 2); at >= 0; at -= 2)
      if ((held[at + low] === 10 || held[at + low] === 13) && held[at + high] === 0) return at + 2;
    return 0;
  }

  #meaningless(block: Buffer): AppError {
    const sound = soundBytes(block, this.#encoding);
    const before = decodeWhole(block.subarray(0, sound), this.#encoding) ?? "";
    const line = this.#lines + (before.match(/\n/g)?.length ?? 0);
    return new AppError(
      "unreadable_csv",
      `Line ${line.toLocaleString("en")} is not ${ENCODING_NAMES[this.#encoding]} text (byte ${(this.#bytes + sound + 1).toLocaleString("en")} of the text has no meaning in it). Look at the file's encoding again, or save it as UTF-8.`,
    );
  }
}

const endOfLine = (bytes: Buffer): number => Math.max(bytes.lastIndexOf(10), bytes.lastIndexOf(13)) + 1;

const tooLong = (line: number): AppError =>
  new AppError(
    "unreadable_csv",
    `Line ${line.toLocaleString("en")} is longer than 2 MiB. The file may have no line breaks. Mend it and upload the file again.`,
  );

/** Whether everything seen is UTF-8, with characters beyond ASCII among it. */
class Utf8Check {
  #tail: Buffer = Buffer.alloc(0);
  #isValid = true;
  #isBeyondAscii = false;

  push(chunk: Buffer): void {
    if (!this.#isValid || (this.#tail.length === 0 && isAscii(chunk))) return;
    const bytes = Buffer.concat([this.#tail, chunk]);
    const end = bytes.length - cutOff(bytes);
    this.#tail = Buffer.from(bytes.subarray(end));
    this.#isBeyondAscii ||= !isAscii(bytes.subarray(0, end));
    this.#isValid = isUtf8(bytes.subarray(0, end));
  }

  get isClearlyUtf8(): boolean {
    return this.#isValid && this.#tail.length === 0 && this.#isBeyondAscii;
  }
}
