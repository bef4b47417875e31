import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";

/** Large enough that starting an engine's statement for each hardly counts, small enough that the last is soon done. */
const PART_BYTES = 96 * 2 ** 20;

/** Writes the records of a file into parts of about 100 MB, each of which ends with a record. */
export class PartFiles {
  readonly #folder: string;
  readonly #partBytes: number;
  readonly #spare: string[] = [];
  #begun = 0;
  #file: FileHandle | undefined;
  #path = "";
  #bytes = 0;

  constructor(folder: string, partBytes = PART_BYTES) {
    this.#folder = folder;
    this.#partBytes = partBytes;
  }

  get isFull(): boolean {
    return this.#bytes >= this.#partBytes;
  }

  async write(records: Buffer): Promise<void> {
    this.#file ??= await this.#open();
    this.#bytes += records.length;
    await this.#file.writeFile(records);
  }

  /** Ends the part under way; resolves to its path. */
  async end(): Promise<string> {
    this.#file ??= await this.#open();
    await this.#file.truncate(this.#bytes);
    await this.close();
    this.#bytes = 0;
    return this.#path;
  }

  /** Nobody needs this part any more: writing over it costs a third of a new file, or less where the disk is slow. */
  reuse(path: string): void {
    this.#spare.push(path);
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  #open(): Promise<FileHandle> {
    const spare = this.#spare.pop();
    this.#path = spare ?? join(this.#folder, `part-${this.#begun++}.csv`);
    return open(this.#path, spare ? "r+" : "w");
  }
}
