import { S3Error } from "./s3-error.ts";

const MAX_LINE_BYTES = 8192;

/** Reads lines and counted bytes from a stream of buffers without joining more than a line of them. */
export class ByteReader {
  private readonly source: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.source = source[Symbol.asyncIterator]();
  }

  /** The next line without its CRLF. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.rest.indexOf("\r\n");
      if (end >= 0) {
        const line = this.rest.toString("latin1", 0, end);
        this.rest = this.rest.subarray(end + 2);
        return line;
      }
      if (this.rest.length > MAX_LINE_BYTES) throw new S3Error("InvalidRequest", "A chunk's head is too long.");
      const next = await this.source.next();
      if (next.done) throw cutShort();
      this.rest = Buffer.concat([this.rest, next.value]);
    }
  }

  /** The next `count` bytes, in the pieces in which they come. */
  async *take(count: number): AsyncGenerator<Buffer, void, undefined> {
    let missing = count;
    while (missing > 0) {
      if (this.rest.length === 0) {
        const next = await this.source.next();
        if (next.done) throw cutShort();
        this.rest = next.value;
      }
      const piece = this.rest.subarray(0, missing);
      this.rest = this.rest.subarray(piece.length);
      missing -= piece.length;
      if (piece.length > 0) yield piece;
    }
  }
}

export function cutShort(): S3Error {
  return new S3Error("IncompleteBody", "The body is shorter or longer than the request said it would be.");
}
