import { type FileHandle, open } from "node:fs/promises";
import { AppError } from "#lib/platform/errors.ts";
import { readRange } from "#lib/platform/storage.ts";
import { inLanes } from "#lib/upload/lanes.ts";
import { MAGIC, type RowGroup, writeFooter } from "./footer.ts";

/** Where the bytes of a row group are: in an object of the store, or in a file on this machine. */
export type Origin = { object: string; etag: string } | { path: string };

export interface OriginGroup {
  from: Origin;
  group: Pick<RowGroup, "rows" | "start" | "end" | "meta">;
  rank?: number;
}

const CHUNK_BYTES = 8 * 2 ** 20;
/** Ranges that are fetched at once. */
const LANES = 6;

/**
 * A Parquet file on disk made of row groups of others, byte by byte; nothing is decoded. All have to share the schema.
 * Where their bytes lie in the file says nothing: readers take row groups by their ranks, and by when they were appended.
 */
export class RowGroupFile {
  readonly path: string;
  readonly schema: Buffer;
  readonly #file: FileHandle;
  readonly #signal: AbortSignal;
  #bytes = MAGIC.length;
  #groups: { meta: Buffer; rows: number; shift: number; rank: number }[] = [];

  private constructor(path: string, schema: Buffer, file: FileHandle, signal: AbortSignal) {
    this.path = path;
    this.schema = schema;
    this.#file = file;
    this.#signal = signal;
  }

  static async create(path: string, schema: Buffer, signal: AbortSignal): Promise<RowGroupFile> {
    const file = await open(path, "w", 0o600);
    await file.write(MAGIC, 0, MAGIC.length, 0);
    return new RowGroupFile(path, schema, file, signal);
  }

  async append(added: readonly OriginGroup[]): Promise<void> {
    const ranges = added.map(({ from, group: { start, end, meta, rows }, rank = 0 }) => {
      const at = this.#bytes;
      this.#groups.push({ meta, rows, shift: at - start, rank });
      this.#bytes += end - start;
      return { from, start, end, at };
    });
    await inLanes(LANES, joinRanges(ranges).flatMap(cutRange), (chunk) => this.#copy(chunk));
  }

  /** Writes the footer; resolves to the size of the whole file. */
  async finish(): Promise<number> {
    const footer = writeFooter(
      this.schema,
      this.#groups.toSorted((a, b) => a.rank - b.rank),
    );
    await this.#file.write(footer, 0, footer.length, this.#bytes);
    await this.#file.close();
    return this.#bytes + footer.length;
  }

  /** The ranks of its row groups, in the order in which a reader takes them. */
  get ranks(): number[] {
    return this.#groups.map(({ rank }) => rank).toSorted((a, b) => a - b);
  }

  /** The footer of an object in which this whole file stands behind another one, some of whose row groups are in use. */
  footerBehind(bytes: number, used: readonly { meta: Buffer; rows: number; rank: number }[]): Buffer {
    const before = used.map((group) => ({ ...group, shift: 0 }));
    const own = this.#groups.map((group) => ({ ...group, shift: group.shift + bytes }));
    return writeFooter(
      this.schema,
      [...before, ...own].toSorted((a, b) => a.rank - b.rank),
    );
  }

  async discard(): Promise<void> {
    await this.#file.close().catch(() => {});
  }

  async #copy({ from, start, end, at }: Range): Promise<void> {
    this.#signal.throwIfAborted();
    const bytes =
      "object" in from ? await readRange(from.object, from.etag, start, end) : await readPart(from.path, start, end);
    if (bytes.length !== end - start)
      throw new AppError("storage_unavailable", "The object store gave fewer bytes than it holds. It is tried again.");
    await this.#file.write(bytes, 0, bytes.length, at);
  }
}

interface Range {
  from: Origin;
  start: number;
  end: number;
  /** Where it goes. */
  at: number;
}

/** Ranges that follow one another at both ends are one. */
function joinRanges(ranges: readonly Range[]): Range[] {
  const joined: Range[] = [];
  for (const range of ranges) {
    const last = joined.at(-1);
    if (last && last.end === range.start && isSame(last.from, range.from)) last.end = range.end;
    else joined.push({ ...range });
  }
  return joined;
}

function isSame(a: Origin, b: Origin): boolean {
  if ("object" in a) return "object" in b && a.object === b.object;
  return "path" in b && a.path === b.path;
}

function cutRange({ from, start, end, at }: Range): Range[] {
  const count = Math.ceil((end - start) / CHUNK_BYTES);
  return Array.from({ length: count }, (_, index) => {
    const offset = index * CHUNK_BYTES;
    return { from, start: start + offset, end: Math.min(end, start + offset + CHUNK_BYTES), at: at + offset };
  });
}

async function readPart(path: string, start: number, end: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
