import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { BlobFiles } from "./blob-files.ts";
import { readRecords, sideBySide, syncDirectory, writeRecord } from "./durable-file.ts";
import { Turns } from "./turns.ts";
import { PartRecord, type Upload, UploadRecord } from "./upload-record.ts";

const UPLOAD_FILE = "upload.json";

type Ending<T> = { kept: PartRecord[]; result: T };

/** The multipart uploads in progress in one bucket: a directory for each, a record for each part. */
export class UploadFiles {
  private readonly directory: string;
  private readonly blobs: BlobFiles;
  private readonly turns = new Turns();
  private readonly uploads = new Map<string, Upload>();

  constructor(bucketDirectory: string, blobs: BlobFiles) {
    this.directory = join(bucketDirectory, "uploads");
    this.blobs = blobs;
  }

  /** Reads all uploads, dropping those in `completed`: they became an object just before a crash. */
  async open(completed: Set<string>): Promise<boolean> {
    await mkdir(this.directory, { recursive: true });
    const existing = await this.blobs.ids();
    let readable = true;
    await sideBySide(await readdir(this.directory), async (id) => {
      if (completed.has(id)) return this.forget(id);
      readable = (await this.load(id, existing)) && readable;
    });
    return readable;
  }

  all(): Iterable<Upload> {
    return this.uploads.values();
  }

  find(id: string, key: string): Upload | undefined {
    const upload = this.uploads.get(id);
    return upload?.key === key ? upload : undefined;
  }

  async start(record: UploadRecord): Promise<void> {
    const directory = join(this.directory, record.id);
    await mkdir(directory);
    await writeRecord(directory, UPLOAD_FILE, record);
    await syncDirectory(this.directory);
    this.uploads.set(record.id, { ...record, parts: new Map() });
  }

  /** Adds or replaces a part; false, and the part's bytes are gone, when the upload ended in the meantime. */
  async addPart(id: string, part: PartRecord): Promise<boolean> {
    return this.turns.take(id, async () => {
      const upload = this.uploads.get(id);
      if (!upload) {
        await this.blobs.remove([part.blob]);
        return false;
      }
      await writeRecord(join(this.directory, id), `${part.number}.json`, part);
      const replaced = upload.parts.get(part.number);
      upload.parts.set(part.number, part);
      if (replaced) await this.blobs.remove([replaced.blob]);
      return true;
    });
  }

  /** Ends an upload: `work` says which parts live on in an object; the bytes of all others are removed. */
  async end<T>(id: string, key: string, work: (upload: Upload) => Promise<Ending<T>>): Promise<T | undefined> {
    return this.turns.take(id, async () => {
      const upload = this.find(id, key);
      if (!upload) return undefined;
      const { kept, result } = await work(upload);
      this.uploads.delete(id);
      await this.forget(id);
      const live = new Set(kept);
      const dead = [...upload.parts.values()].filter((part) => !live.has(part));
      await this.blobs.remove(dead.map(({ blob }) => blob));
      return result;
    });
  }

  private async load(id: string, existing: Set<string>): Promise<boolean> {
    const directory = join(this.directory, id);
    const names = await readdir(directory);
    if (!names.includes(UPLOAD_FILE)) {
      await this.forget(id);
      return true;
    }
    const { readable, unreadable } = await readRecords(directory, PartRecord.or(UploadRecord));
    const record = readable.find((candidate) => "key" in candidate);
    if (!record) return false;
    const parts = readable.filter((candidate) => "number" in candidate).filter(({ blob }) => existing.has(blob.id));
    this.uploads.set(id, { ...record, parts: new Map(parts.map((part) => [part.number, part])) });
    return unreadable.length === 0;
  }

  /** The upload's own record goes first: without it a half-removed upload is not taken for a live one. */
  private async forget(id: string): Promise<void> {
    const directory = join(this.directory, id);
    await rm(join(directory, UPLOAD_FILE), { force: true });
    await rm(directory, { recursive: true, force: true });
  }
}
