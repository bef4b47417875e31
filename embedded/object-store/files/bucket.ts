import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { BlobFiles } from "./blob-files.ts";
import { readRecord, writeRecord } from "./durable-file.ts";
import { ObjectFiles, type WriteCondition } from "./object-files.ts";
import type { ObjectRecord } from "./object-record.ts";
import { UploadFiles } from "./upload-files.ts";

const BUCKET_FILE = "bucket.json";

export const CorsRule = z.object({
  id: z.string().optional(),
  allowedOrigins: z.array(z.string()).min(1),
  allowedMethods: z.array(z.enum(["GET", "PUT", "POST", "DELETE", "HEAD"])).min(1),
  allowedHeaders: z.array(z.string()),
  exposeHeaders: z.array(z.string()),
  maxAgeSeconds: z.number().int().optional(),
});
export type CorsRule = z.infer<typeof CorsRule>;

/** Aborts uploads under `prefix` that are older than so many days. */
export const LifecycleRule = z.object({
  id: z.string(),
  enabled: z.boolean(),
  prefix: z.string(),
  abortAfterDays: z.number().int().positive(),
});
export type LifecycleRule = z.infer<typeof LifecycleRule>;

export const BucketRecord = z.object({
  createdAt: z.iso.datetime(),
  cors: z.array(CorsRule).optional(),
  lifecycle: z.array(LifecycleRule).optional(),
});
export type BucketRecord = z.infer<typeof BucketRecord>;

/** One bucket: a directory of objects, uploads in progress and their bytes. */
export class Bucket {
  readonly name: string;
  readonly blobs: BlobFiles;
  readonly objects: ObjectFiles;
  readonly uploads: UploadFiles;
  private readonly directory: string;
  private record: BucketRecord;

  private constructor(directory: string, name: string, record: BucketRecord) {
    this.directory = directory;
    this.name = name;
    this.record = record;
    this.blobs = new BlobFiles(directory);
    this.objects = new ObjectFiles(directory, this.blobs);
    this.uploads = new UploadFiles(directory, this.blobs);
  }

  static async create(root: string, name: string): Promise<Bucket> {
    const directory = join(root, name);
    await mkdir(directory, { recursive: true });
    await writeRecord(directory, BUCKET_FILE, { createdAt: new Date().toISOString() } satisfies BucketRecord);
    return Bucket.open(root, name);
  }

  /** Reads the bucket from its files; what no object or upload refers to is swept, unless a record is unreadable. */
  static async open(root: string, name: string): Promise<Bucket> {
    const directory = join(root, name);
    const bucket = new Bucket(directory, name, await readRecord(join(directory, BUCKET_FILE), BucketRecord));
    await bucket.blobs.open();
    const objectsRead = await bucket.objects.open(await bucket.blobs.ids());
    const records = [...bucket.objects.listed.all()];
    const uploadsRead = await bucket.uploads.open(new Set(records.flatMap(({ uploadId }) => uploadId ?? [])));
    if (objectsRead && uploadsRead) await bucket.sweep();
    return bucket;
  }

  /** Makes an object of bytes that were just received; they are removed when it may not be written. */
  async publish(record: ObjectRecord, condition: WriteCondition): Promise<void> {
    try {
      await this.objects.publish(record, condition);
    } catch (error) {
      await this.blobs.remove(record.blobs);
      throw error;
    }
  }

  get settings(): BucketRecord {
    return this.record;
  }

  async change(settings: Partial<BucketRecord>): Promise<void> {
    const record = { ...this.record, ...settings };
    await writeRecord(this.directory, BUCKET_FILE, record);
    this.record = record;
  }

  get isEmpty(): boolean {
    return this.objects.listed.size === 0;
  }

  async remove(): Promise<void> {
    await rm(join(this.directory, BUCKET_FILE), { force: true });
    await rm(this.directory, { recursive: true, force: true });
  }

  private async sweep(): Promise<void> {
    const inObjects = [...this.objects.listed.all()].flatMap(({ blobs }) => blobs);
    const inUploads = [...this.uploads.all()].flatMap(({ parts }) => [...parts.values()].map(({ blob }) => blob));
    await this.blobs.sweep(new Set([...inObjects, ...inUploads].map(({ id }) => id)));
  }
}
