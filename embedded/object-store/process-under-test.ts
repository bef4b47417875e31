import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import {
  CreateBucketCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { type ObjectStoreProcess, spawnObjectStore } from "./process.ts";
import { BUCKET, CREDENTIALS, clientOf, REGION, temporaryDirectory } from "./store-under-test.ts";

export function spawnStore(dataDir: string, wrapper: string[] = []): Promise<ObjectStoreProcess> {
  return spawnObjectStore({ dataDir, port: 0, region: REGION, ...CREDENTIALS }, wrapper);
}

/** A store in a process of its own with one bucket, which can be killed and started again on the same files. */
export class StoreProcess {
  readonly dataDir: string;
  private running: ObjectStoreProcess;
  private asker: S3Client;

  private constructor(dataDir: string, running: ObjectStoreProcess) {
    this.dataDir = dataDir;
    this.running = running;
    this.asker = newClient(running);
  }

  static async open(): Promise<StoreProcess> {
    const dataDir = await temporaryDirectory();
    const store = new StoreProcess(dataDir, await spawnStore(dataDir));
    await store.client.send(new CreateBucketCommand({ Bucket: BUCKET }));
    return store;
  }

  get child() {
    return this.running.child;
  }

  get client(): S3Client {
    return this.asker;
  }

  async start(wrapper: string[] = []): Promise<void> {
    this.asker.destroy();
    this.running = await spawnStore(this.dataDir, wrapper);
    this.asker = newClient(this.running);
  }

  /** Ends the process and waits until it is gone. */
  async end(signal: NodeJS.Signals): Promise<void> {
    const gone = once(this.child, "exit");
    this.child.kill(signal);
    await gone;
  }

  async killAndRestart(): Promise<void> {
    await this.end("SIGKILL");
    await this.start();
  }

  async close(): Promise<void> {
    await this.end("SIGTERM");
    await rm(this.dataDir, { recursive: true, force: true });
  }

  /** A folder of the bucket's files. */
  folder(name: string): string {
    return join(this.dataDir, "buckets", BUCKET, name);
  }

  put(Key: string, Body: string | Buffer) {
    return this.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
  }

  async objects(): Promise<string[]> {
    const { Contents = [] } = await this.client.send(new ListObjectsV2Command({ Bucket: BUCKET }));
    return Contents.flatMap(({ Key }) => Key ?? []);
  }

  async uploads(): Promise<string[]> {
    const { Uploads = [] } = await this.client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
    return Uploads.flatMap(({ Key }) => Key ?? []);
  }
}

const newClient = ({ url }: ObjectStoreProcess): S3Client =>
  clientOf(url, { requestChecksumCalculation: "WHEN_REQUIRED" });
