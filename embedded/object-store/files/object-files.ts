import { createHash } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { BlobFiles } from "./blob-files.ts";
import { readRecords, syncDirectory, writeRecord } from "./durable-file.ts";
import { KeyIndex } from "./key-index.ts";
import { ObjectRecord } from "./object-record.ts";
import { Turns } from "./turns.ts";

/** Throws when the object that is there now forbids the write. */
export type WriteCondition = (current: ObjectRecord | undefined) => void;

/** The objects of one bucket: a record on disk for each, and an index of them in memory. */
export class ObjectFiles {
  private readonly directory: string;
  private readonly blobs: BlobFiles;
  private readonly turns = new Turns();
  private index = new KeyIndex<ObjectRecord>();

  constructor(bucketDirectory: string, blobs: BlobFiles) {
    this.directory = join(bucketDirectory, "objects");
    this.blobs = blobs;
  }

  /** Reads all records; false when one of them cannot be read or misses some of its bytes, and so is not listed. */
  async open(existing: Set<string>): Promise<boolean> {
    await mkdir(this.directory, { recursive: true });
    const { readable, unreadable } = await readRecords(this.directory, ObjectRecord);
    const whole = readable.filter(({ blobs }) => blobs.every(({ id }) => existing.has(id)));
    this.index = new KeyIndex(whole.map((record) => [record.key, record]));
    if (whole.length < readable.length) console.error(`object store: objects in ${this.directory} miss their bytes`);
    return unreadable.length === 0 && whole.length === readable.length;
  }

  get listed(): KeyIndex<ObjectRecord> {
    return this.index;
  }

  find(key: string): ObjectRecord | undefined {
    return this.index.get(key);
  }

  /** Makes the object visible at once and whole, or not at all; the one it replaces is removed. */
  async publish(record: ObjectRecord, condition: WriteCondition): Promise<void> {
    await this.turns.take(record.key, async () => {
      const current = this.index.get(record.key);
      condition(current);
      await writeRecord(this.directory, fileName(record.key), record);
      this.index.set(record.key, record);
      if (current) await this.blobs.remove(current.blobs);
    });
  }

  async remove(key: string, condition: WriteCondition): Promise<void> {
    await this.turns.take(key, async () => {
      const current = this.index.get(key);
      condition(current);
      if (!current) return;
      await rm(join(this.directory, fileName(key)), { force: true });
      await syncDirectory(this.directory);
      this.index.delete(key);
      await this.blobs.remove(current.blobs);
    });
  }
}

/** A hash, so that no key can name another place, be too long, or meet a file system that ignores case. */
function fileName(key: string): string {
  return `${createHash("sha256").update(key).digest("hex")}.json`;
}
