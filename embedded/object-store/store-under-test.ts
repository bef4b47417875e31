import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Sha256 } from "@aws-crypto/sha256-js";
import { CreateBucketCommand, S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { SignatureV4 } from "@smithy/signature-v4";
import { type ObjectStoreProcess, spawnObjectStore } from "./process.ts";
import { startObjectStore } from "./server.ts";

export const CREDENTIALS = { accessKeyId: "AKIDTEST", secretAccessKey: "a secret for tests" };
export const REGION = "eu-central-1";
export const BUCKET = "drawer";
export const MIB = 2 ** 20;

/** A client as the application makes it; `options` override its defaults. */
export function clientOf(url: string, options: S3ClientConfig = {}): S3Client {
  const defaults = { region: REGION, credentials: CREDENTIALS, forcePathStyle: true, maxAttempts: 1 };
  return new S3Client({ endpoint: url, ...defaults, ...options });
}

/** A store in this process with one bucket, on a temporary directory. */
export async function openStore() {
  const dataDir = await temporaryDirectory();
  const store = await startObjectStore({ dataDir, port: 0, region: REGION, ...CREDENTIALS });
  const client = clientOf(store.url);
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const close = async () => {
    client.destroy();
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { dataDir, url: store.url, client, close };
}

export function temporaryDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), "parquetry-store-"));
}

export function spawnStore(dataDir: string, wrapper: string[] = []): Promise<ObjectStoreProcess> {
  return spawnObjectStore({ dataDir, port: 0, region: REGION, ...CREDENTIALS }, wrapper);
}

/** Ends a process and waits until it is gone. */
export async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
}

type Sending = {
  method?: string;
  headers?: Record<string, string>;
  body?: BodyInit;
  signedAt?: Date;
  payload?: string;
};

/** Sends one request signed in its headers, without the SDK; `payload` is what x-amz-content-sha256 says. */
export async function sendSigned(url: string, sending: Sending = {}): Promise<Response> {
  const { method = "GET", body } = sending;
  const headers = await signHeaders(url, sending);
  delete headers.host;
  return fetch(url, { method, headers, body });
}

export async function signHeaders(url: string, sending: Sending): Promise<Record<string, string>> {
  const { method = "GET", headers = {}, signedAt = new Date(), payload = "UNSIGNED-PAYLOAD" } = sending;
  const { host, pathname, hostname, searchParams } = new URL(url);
  const signed = await testSigner().sign(
    {
      method,
      protocol: "http:",
      hostname,
      path: pathname,
      query: Object.fromEntries(searchParams),
      headers: { ...headers, host, "x-amz-content-sha256": payload },
    },
    { signingDate: signedAt },
  );
  return signed.headers;
}

export function testSigner(): SignatureV4 {
  const credentials = CREDENTIALS;
  return new SignatureV4({ service: "s3", region: REGION, credentials, sha256: Sha256, uriEscapePath: false });
}

/** The code in S3's XML error. */
export async function errorCode(response: Response): Promise<string | undefined> {
  return /<Code>(.*?)<\/Code>/.exec(await response.text())?.[1];
}
