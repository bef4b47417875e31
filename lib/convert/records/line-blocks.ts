const LF = 10;
const BLOCK_BYTES = 2 ** 19;

/** Gathers chunks of any size into blocks of about half a MiB that end with a line feed; a line that is longer is cut. */
export class LineBlocks {
  readonly #block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  #filled = 0;

  /** The blocks that this chunk fills, each good until the next is asked for. */
  *add(chunk: Buffer): Generator<Buffer> {
    for (let at = 0; at < chunk.length; ) {
      const taken = chunk.copy(this.#block, this.#filled, at);
      at += taken;
      this.#filled += taken;
      if (this.#filled === BLOCK_BYTES) yield* this.#wholeLines();
    }
  }

  /** What is left when there are no more chunks. */
  rest(): Buffer {
    return this.#block.subarray(0, this.#filled);
  }

  *#wholeLines(): Generator<Buffer> {
    const end = this.#block.lastIndexOf(LF) + 1 || BLOCK_BYTES;
    yield this.#block.subarray(0, end);
    this.#block.copyWithin(0, end);
    this.#filled = BLOCK_BYTES - end;
  }
}
