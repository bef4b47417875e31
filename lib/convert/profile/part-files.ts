import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";

/** Large enough that starting an engine's statement for each hardly counts, small enough that the last is soon done. */
const PART_BYTES = 96 * 2 ** 20;

/** Writes the records of a file into parts of about 100 MB, each of which ends with a record. */
export class PartFiles {
  readonly paths: string[] = [];
  readonly #folder: string;
  #file: FileHandle | undefined;
  #bytes = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get isFull(): boolean {
    return this.#bytes >= PART_BYTES;
  }

  async write(records: Buffer): Promise<void> {
    this.#file ??= await this.#open();
    this.#bytes += records.length;
    await this.#file.writeFile(records);
  }

  /** Ends the part under way; resolves to its path. */
  async end(): Promise<string> {
    this.#file ??= await this.#open();
    await this.close();
    this.#bytes = 0;
    return this.paths.at(-1) ?? "";
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  /** Everything again, in order. */
  async *read(): AsyncGenerator<Buffer> {
    for (const path of this.paths) yield* createReadStream(path, { highWaterMark: 2 ** 20 });
  }

  #open(): Promise<FileHandle> {
    const path = join(this.#folder, `part-${this.paths.length}.csv`);
    this.paths.push(path);
    return open(path, "w");
  }
}
