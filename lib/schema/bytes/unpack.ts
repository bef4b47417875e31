import { once } from "node:events";
import type { Transform } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { AppError } from "#lib/platform/errors.ts";

export type Packing = "gzip" | "zstd";

/** How far a packed file may grow: 200 times, which no table of text reaches, once it has grown to 64 MiB at all. */
export interface UnpackLimits {
  ratio: number;
  freeBytes: number;
  maxBytes: number;
}

const LIMITS: UnpackLimits = { ratio: 200, freeBytes: 64 * 2 ** 20, maxBytes: 512 * 2 ** 30 };
/** Fed in small pieces, so that little is unpacked before the limits are looked at. */
const PIECE_BYTES = 2 ** 14;

/** By the bytes a file begins with, never by its name. Zstd may begin with a frame to be skipped. */
export function packingOf(head: Buffer): Packing | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return "gzip";
  if (head.length < 4) return undefined;
  const magic = head.readUInt32LE(0);
  return magic === 0xfd2fb528 || (magic & 0xfffffff0) >>> 0 === 0x184d2a50 ? "zstd" : undefined;
}

interface UnpackOptions {
  limits?: UnpackLimits;
  /** The bytes are only a file's beginning: their end is not the file's. */
  isCut?: boolean;
}

/**
 * The bytes of a packed file, of all its members or frames. Throws unreadable_csv when it is cut off or damaged, when
 * something else follows it, or when it grows beyond the limits.
 */
export async function* unpacked(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  packing: Packing,
  { limits = LIMITS, isCut = false }: UnpackOptions = {},
): AsyncGenerator<Buffer> {
  const unpacker = new Unpacker(packing, limits);
  try {
    for await (const chunk of chunks)
      for (let at = 0; at < chunk.length; at += PIECE_BYTES)
        yield* await unpacker.feed(chunk.subarray(at, at + PIECE_BYTES));
    if (!isCut) yield* await unpacker.end();
  } finally {
    unpacker.destroy();
  }
}

class Unpacker {
  readonly #packing: Packing;
  readonly #limits: UnpackLimits;
  #stream: Transform & { bytesWritten: number };
  #out: Buffer[] = [];
  #failure: Error | undefined;
  #bytesIn = 0;
  #bytesOut = 0;
  #isPadded = false;

  constructor(packing: Packing, limits: UnpackLimits) {
    this.#packing = packing;
    this.#limits = limits;
    this.#stream = this.#open();
  }

  /** Node leaves what follows a zstd frame in the same piece: it is fed to a new stream. */
  async feed(piece: Buffer): Promise<Buffer[]> {
    this.#bytesIn += piece.length;
    if (this.#isPadded && !this.#isPadding(piece)) throw followed(this.#packing);
    let rest = this.#isPadded ? piece.subarray(piece.length) : piece;
    while (rest.length > 0) {
      const before = this.#stream.bytesWritten;
      await this.#write(rest);
      const taken = this.#stream.bytesWritten - before;
      rest = rest.subarray(taken);
      if (rest.length === 0 || this.#isPadding(rest)) break;
      if (rest.length >= 4 && packingOf(rest) !== this.#packing) throw followed(this.#packing);
      this.#stream.destroy();
      this.#stream = this.#open();
    }
    return this.#take();
  }

  /** Tapes and archives fill a gzip file's last block with zeros. */
  #isPadding(rest: Buffer): boolean {
    this.#isPadded = this.#packing === "gzip" && rest.every((byte) => byte === 0);
    return this.#isPadded;
  }

  async end(): Promise<Buffer[]> {
    if (!this.#isPadded && (this.#stream.bytesWritten > 0 || this.#bytesIn === 0)) {
      this.#stream.end();
      if (!this.#stream.readableEnded) await once(this.#stream, "end").catch(() => {});
      this.#throwFailure();
    }
    return this.#take();
  }

  destroy(): void {
    this.#stream.destroy();
  }

  #open(): Transform & { bytesWritten: number } {
    const stream = this.#packing === "gzip" ? createGunzip() : createZstdDecompress();
    stream.on("error", (error) => {
      this.#failure = error;
    });
    stream.on("data", (out: Buffer) => {
      this.#bytesOut += out.length;
      const { ratio, freeBytes, maxBytes } = this.#limits;
      const isTooMuch =
        this.#bytesOut > maxBytes || (this.#bytesOut > freeBytes && this.#bytesOut > ratio * this.#bytesIn);
      if (isTooMuch) stream.destroy(grows(this.#limits));
      else this.#out.push(out);
    });
    return stream;
  }

  async #write(piece: Buffer): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const stream = this.#stream;
    const done = () => resolve();
    stream.once("close", done);
    stream.write(piece, done);
    await promise;
    stream.off("close", done);
    this.#throwFailure();
  }

  #throwFailure(): void {
    if (!this.#failure) return;
    throw this.#failure instanceof AppError ? this.#failure : damaged(this.#packing, this.#failure);
  }

  #take(): Buffer[] {
    const out = this.#out;
    this.#out = [];
    return out;
  }
}

function damaged(packing: Packing, cause: Error): AppError {
  const isCut = "code" in cause && cause.code === "Z_BUF_ERROR";
  const what = isCut
    ? `This file is compressed with ${packing} and ends in the middle: a part of it is missing.`
    : `This file is compressed with ${packing} and is damaged: it cannot be unpacked.`;
  return new AppError("unreadable_csv", `${what} Upload it again, or the CSV inside.`, { cause });
}

const followed = (packing: Packing): AppError =>
  new AppError(
    "unreadable_csv",
    `This file is compressed with ${packing}, and something else follows after its end. Upload the CSV inside.`,
  );

const grows = ({ ratio }: UnpackLimits): AppError =>
  new AppError(
    "unreadable_csv",
    `This file grows to more than ${ratio} times its size when it is unpacked, as only files made to do harm do. Upload the CSV inside.`,
  );
