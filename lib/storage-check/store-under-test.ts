import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PutBucketCorsCommand, PutBucketLifecycleConfigurationCommand, S3Client } from "@aws-sdk/client-s3";
import { onTestFinished } from "vitest";
import { Store } from "#embedded/object-store/files/store.ts";
import { type ObjectStoreOptions, startObjectStore } from "#embedded/object-store/server.ts";
import { abandonedUploads, uploadCors } from "./bucket-settings.ts";
import { checkStorage } from "./check-storage.ts";
import type { CheckId } from "./contract.ts";
import type { CheckedBucket } from "./probe.ts";

/** How a bucket comes out that has everything. */
export const ALL_GOOD = {
  ...{ reach: "good", clock: "good", credentials: "good", bucket: "good", objects: "good", conditions: "good" },
  ...{ multipart: "good", cors: "good", lifecycle: "good", abandoned: "good" },
};

export const ORIGIN = "http://127.0.0.1:3000";
const NAME = "drawer";
const REGION = "eu-central-1";
const credentials = { accessKeyId: "AKIDTEST", secretAccessKey: "a secret for tests" };

interface OpenedBucket {
  bucket: CheckedBucket;
  client: S3Client;
}

/** A bucket of an embedded store of this test's own, without any settings yet. `fill` may write into its files before it starts. */
export async function openBareBucket(
  options: Pick<ObjectStoreOptions, "now"> & { fill?: (store: Store) => Promise<void> } = {},
): Promise<OpenedBucket> {
  const dataDir = await mkdtemp(join(tmpdir(), "parquetry-storage-check-"));
  const files = await Store.open(dataDir);
  await files.create(NAME);
  await options.fill?.(files);
  const store = await startObjectStore({ dataDir, port: 0, region: REGION, ...credentials, now: options.now });
  const client = new S3Client({ endpoint: store.url, region: REGION, credentials, forcePathStyle: true });
  onTestFinished(async () => {
    client.destroy();
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  });
  const bucket = { name: NAME, endpoint: store.url, region: REGION, checksums: true, credentials };
  return { bucket, client };
}

/** A bucket with everything that uploads need. */
export async function openReadyBucket(options: Parameters<typeof openBareBucket>[0] = {}): Promise<OpenedBucket> {
  const opened = await openBareBucket(options);
  const where = { Bucket: NAME };
  const CORSConfiguration = { CORSRules: [uploadCors([ORIGIN])] };
  const LifecycleConfiguration = { Rules: [abandonedUploads()] };
  await opened.client.send(new PutBucketCorsCommand({ ...where, CORSConfiguration }));
  await opened.client.send(new PutBucketLifecycleConfigurationCommand({ ...where, LifecycleConfiguration }));
  return opened;
}

/** The levels of a report by check, and the report. */
export async function look(bucket: CheckedBucket, origin = ORIGIN) {
  const report = await checkStorage(origin, bucket);
  const levels = Object.fromEntries(report.checks.map(({ id, level }) => [id, level]));
  const check = (id: CheckId) => {
    const found = report.checks.find((candidate) => candidate.id === id);
    if (!found) throw new Error(`There is no check ${id}.`);
    return found;
  };
  return { report, levels, check };
}

type Refusal = { status: number; code: string };

/** Stands before a store and refuses some requests in its name, as other stores do that know or allow less; the rest passes. */
export async function refusing(
  { bucket }: OpenedBucket,
  refusal: (method: string, url: string, headers: Record<string, unknown>) => Refusal | undefined,
): Promise<CheckedBucket> {
  const { port, hostname, host } = new URL(bucket.endpoint ?? "");
  const server = createServer((asked, answer) => {
    const refused = refusal(asked.method ?? "", asked.url ?? "", asked.headers);
    if (refused) {
      asked.resume();
      answer.writeHead(refused.status, { "Content-Type": "application/xml", "x-amz-request-id": "1" });
      answer.end(`<?xml version="1.0"?><Error><Code>${refused.code}</Code><Message>No.</Message></Error>`);
      return;
    }
    const { method, url, headers } = asked;
    const passed = request({ hostname, port, method, path: url, headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 500, reply.headers);
      reply.pipe(answer);
    });
    asked.pipe(passed);
  });
  const endpoint = await new Promise<string>((resolve) => {
    server.listen(0, hostname, () => {
      const address = server.address();
      resolve(`http://${hostname}:${typeof address === "object" ? address?.port : host}`);
    });
  });
  onTestFinished(() => void server.close().closeAllConnections());
  return { ...bucket, endpoint };
}
