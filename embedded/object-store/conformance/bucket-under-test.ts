import { randomBytes } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";
import { expect } from "vitest";
import { type Endpoint, openEndpoint } from "./endpoint-under-test.ts";

/** An error of the SDK by its name, or by what its name may be. */
export const named = (name: string | RegExp) =>
  expect.objectContaining({ name: typeof name === "string" ? name : expect.stringMatching(name) });

/** A corner of a bucket: every key begins with a random prefix, and `close` removes what lies under it. */
export class BucketUnderTest {
  readonly endpoint: Endpoint;
  readonly prefix: string;
  /** Sends checksums only when told to, as the application does. */
  readonly client: S3Client;
  private readonly clients: S3Client[] = [];

  constructor(endpoint: Endpoint) {
    this.endpoint = endpoint;
    this.prefix = `conformance-${randomBytes(6).toString("hex")}/`;
    this.client = this.newClient({});
  }

  newClient(options: S3ClientConfig): S3Client {
    const { url, region, credentials } = this.endpoint;
    const client = new S3Client({
      ...{ endpoint: url, region, credentials, forcePathStyle: true, maxAttempts: 1 },
      ...{ requestChecksumCalculation: "WHEN_REQUIRED", responseChecksumValidation: "WHEN_REQUIRED" },
      ...options,
    });
    this.clients.push(client);
    return client;
  }

  at(name: string): { Bucket: string; Key: string } {
    return { Bucket: this.endpoint.bucket, Key: this.prefix + name };
  }

  url(name: string): string {
    return `${this.endpoint.url}/${this.endpoint.bucket}/${this.prefix}${name}`;
  }

  put(name: string, Body: PutObjectCommandInput["Body"], more: Partial<PutObjectCommandInput> = {}) {
    return this.client.send(new PutObjectCommand({ ...this.at(name), Body, ...more }));
  }

  get(name: string, more = {}) {
    return this.client.send(new GetObjectCommand({ ...this.at(name), ...more }));
  }

  head(name: string, more = {}) {
    return this.client.send(new HeadObjectCommand({ ...this.at(name), ...more }));
  }

  async bytes(name: string, more = {}): Promise<Buffer> {
    return Buffer.from((await (await this.get(name, more)).Body?.transformToByteArray()) ?? []);
  }

  async text(name: string, more = {}): Promise<string> {
    return (await this.bytes(name, more)).toString();
  }

  async close(): Promise<void> {
    const where = { Bucket: this.endpoint.bucket, Prefix: this.prefix };
    const { Uploads = [] } = await this.client.send(new ListMultipartUploadsCommand(where));
    for (const { Key, UploadId } of Uploads)
      await this.client.send(new AbortMultipartUploadCommand({ Bucket: where.Bucket, Key, UploadId }));
    for (;;) {
      const { Contents = [] } = await this.client.send(new ListObjectsV2Command(where));
      const Objects = Contents.map(({ Key }) => ({ Key }));
      if (Objects.length === 0) break;
      await this.client.send(new DeleteObjectsCommand({ Bucket: where.Bucket, Delete: { Objects, Quiet: true } }));
    }
    for (const client of this.clients) client.destroy();
    await this.endpoint.close();
  }
}

export async function openBucket(): Promise<BucketUnderTest> {
  return new BucketUnderTest(await openEndpoint());
}
