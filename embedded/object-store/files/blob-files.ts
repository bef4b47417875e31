import { randomUUID } from "node:crypto";
import { copyFile, link, mkdir, open, readdir, rename, rm, unlink } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import type { Digests } from "./digests.ts";
import { sideBySide, syncDirectory } from "./durable-file.ts";

const WRITE_BYTES = 1 << 20;
const READ_BYTES = 1 << 20;

/** A file of bytes that never changes once it has its name. Objects are one or more of these, end to end. */
export const Blob = z.object({ id: z.uuid(), bytes: z.number().int().nonnegative() });
export type Blob = z.infer<typeof Blob>;

/** The bytes of one bucket: written under a temporary name, then renamed, never overwritten. */
export class BlobFiles {
  private readonly directory: string;
  private readonly unfinished: string;
  private readonly readers = new Map<string, number>();
  private readonly doomed = new Set<string>();

  constructor(bucketDirectory: string) {
    this.directory = join(bucketDirectory, "data");
    this.unfinished = join(bucketDirectory, "tmp");
  }

  /** Makes the directories and removes what a crash left unfinished. */
  async open(): Promise<void> {
    await rm(this.unfinished, { recursive: true, force: true });
    await mkdir(this.unfinished, { recursive: true });
    await mkdir(this.directory, { recursive: true });
  }

  /** Streams bytes into a new blob; leaves nothing behind when the stream fails or `finish` refuses the digests. */
  async receive<T>(
    source: AsyncIterable<Buffer>,
    digests: Digests,
    finish: (digests: ReturnType<Digests["finish"]>) => T,
  ): Promise<{ blob: Blob; result: T }> {
    const id = randomUUID();
    const temporary = join(this.unfinished, id);
    try {
      const bytes = await writeStream(temporary, source, digests);
      const result = finish(digests.finish());
      await this.keep(temporary, id);
      return { blob: { id, bytes }, result };
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  /** A second name for the same bytes, so that either can be removed without the other. */
  async duplicate(blob: Blob): Promise<Blob> {
    const id = randomUUID();
    const temporary = join(this.unfinished, id);
    await link(this.path(blob.id), temporary).catch(() => copyFile(this.path(blob.id), temporary));
    await this.keep(temporary, id);
    return { id, bytes: blob.bytes };
  }

  /** Holds blobs against removal while they are read; call what it returns when done. */
  hold(blobs: Blob[]): () => void {
    for (const { id } of blobs) this.readers.set(id, (this.readers.get(id) ?? 0) + 1);
    return () => {
      for (const { id } of blobs) this.letGo(id);
    };
  }

  /**
   * The bytes from `start` to `end` (inclusive) of blobs set end to end. All chunks share one buffer: each is good until
   * the next one is asked for.
   */
  async *read(blobs: Blob[], start = 0, end = Number.MAX_SAFE_INTEGER): AsyncGenerator<Buffer, void, undefined> {
    const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
    let offset = 0;
    for (const { id, bytes } of blobs) {
      const [from, to] = [Math.max(start - offset, 0), Math.min(end - offset, bytes - 1)];
      offset += bytes;
      if (from <= to) yield* readFile(this.path(id), from, to, buffer);
    }
  }

  /** Removes blobs that nothing refers to any more; what is left after a failure is swept at the next start. */
  async remove(blobs: Blob[]): Promise<void> {
    await sideBySide(blobs, async ({ id }) => {
      if (this.readers.has(id)) this.doomed.add(id);
      else await this.erase(id);
    });
  }

  /** Every blob that exists, by id. */
  async ids(): Promise<Set<string>> {
    return new Set(await readdir(this.directory));
  }

  async sweep(wanted: Set<string>): Promise<void> {
    const orphans = [...(await this.ids())].filter((id) => !wanted.has(id));
    await sideBySide(orphans, (id) => this.erase(id));
  }

  private path(id: string): string {
    return join(this.directory, id);
  }

  private async keep(temporary: string, id: string): Promise<void> {
    await rename(temporary, this.path(id));
    await syncDirectory(this.directory);
  }

  private letGo(id: string): void {
    const left = (this.readers.get(id) ?? 1) - 1;
    if (left > 0) {
      this.readers.set(id, left);
      return;
    }
    this.readers.delete(id);
    if (this.doomed.delete(id)) void this.erase(id);
  }

  private async erase(id: string): Promise<void> {
    await unlink(this.path(id)).catch(() => undefined);
  }
}

async function writeStream(path: string, source: AsyncIterable<Buffer>, digests: Digests): Promise<number> {
  let bytes = 0;
  const file = await open(path, "wx");
  const measured = async function* () {
    for await (const piece of source) {
      bytes += piece.length;
      digests.update(piece);
      yield piece;
    }
  };
  await pipeline(measured, file.createWriteStream({ highWaterMark: WRITE_BYTES, flush: true }));
  return bytes;
}

async function* readFile(
  path: string,
  from: number,
  to: number,
  buffer: Buffer,
): AsyncGenerator<Buffer, void, undefined> {
  const file = await open(path, "r");
  try {
    for (let place = from; place <= to; ) {
      const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, to - place + 1), place);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      place += bytesRead;
    }
  } finally {
    await file.close();
  }
}
