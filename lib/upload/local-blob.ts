import { type FileHandle, open, stat } from "node:fs/promises";

const PIECE_BYTES = 2 ** 20;

/** Memory that nobody reads into now: as much as was ever in use at once. */
const spare: Buffer[] = [];

/** What a file on disk was like when it was chosen. */
interface Version {
  size: number;
  mtimeMs: number;
}

/**
 * A file on disk, or a range of it, as a Blob: Node's own file Blobs cost ten times as much to read. Reading rejects with
 * a NotReadableError once the file is no longer the one that was opened.
 */
export class LocalBlob extends Blob {
  readonly #location: string;
  readonly #version: Version;
  readonly #start: number;
  readonly #end: number;

  constructor(location: string, version: Version, start = 0, end = version.size) {
    super([]);
    this.#location = location;
    this.#version = version;
    this.#start = start;
    this.#end = end;
  }

  override get size(): number {
    return this.#end - this.#start;
  }

  override slice(start = 0, end = this.size): LocalBlob {
    const from = this.#start + Math.min(start, this.size);
    const to = this.#start + Math.min(end, this.size);
    return new LocalBlob(this.#location, this.#version, from, Math.max(from, to));
  }

  /** The bytes, a MiB at a time, each time in the same memory: they are to be used before the next are asked for. */
  async *pieces(): AsyncGenerator<Buffer> {
    const file = await open(this.#location).catch(unreadable);
    const memory = spare.pop() ?? Buffer.allocUnsafeSlow(PIECE_BYTES);
    try {
      await this.#expectUnchanged(file);
      for (let at = this.#start; at < this.#end; ) {
        const { bytesRead } = await file.read(memory, 0, Math.min(memory.length, this.#end - at), at).catch(unreadable);
        if (bytesRead === 0) unreadable();
        yield memory.subarray(0, bytesRead);
        at += bytesRead;
      }
      await this.#expectUnchanged(file);
    } finally {
      spare.push(memory);
      await file.close();
    }
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const pieces = this.pieces();
    return new ReadableStream({
      async pull(controller) {
        const { value, done } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(Uint8Array.from(value));
      },
      cancel: async () => void (await pieces.return(undefined)),
    });
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    const bytes = new Uint8Array(this.size);
    let at = 0;
    for await (const piece of this.pieces()) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes.buffer;
  }

  override async text(): Promise<string> {
    return new TextDecoder().decode(await this.arrayBuffer());
  }

  async #expectUnchanged(file: FileHandle): Promise<void> {
    const { size, mtimeMs } = await file.stat();
    if (size !== this.#version.size || mtimeMs !== this.#version.mtimeMs) unreadable();
  }
}

export async function openLocalBlob(location: string): Promise<LocalBlob> {
  const { size, mtimeMs } = await stat(location);
  return new LocalBlob(location, { size, mtimeMs });
}

function unreadable(cause?: unknown): never {
  const error = new DOMException("The file changed or cannot be read any more.", "NotReadableError");
  throw Object.assign(error, { cause });
}
