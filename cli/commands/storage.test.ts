import { once } from "node:events";
import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { checkStorage } from "#lib/storage-check/check-storage.ts";
import { StorageReport } from "#lib/storage-check/contract.ts";
import type { CheckedBucket } from "#lib/storage-check/probe.ts";
import { ORIGIN, openBareBucket, openReadyBucket } from "#lib/storage-check/store-under-test.ts";
import { parquetry } from "./command-under-test.ts";

/** Answers as the application does for this bucket; resolves to the environment that leads the command there. */
async function serve(bucket: CheckedBucket): Promise<Record<string, string>> {
  const server = createServer(async (_, answer) => {
    answer.setHeader("Content-Type", "application/json");
    answer.end(JSON.stringify(await checkStorage(ORIGIN, bucket)));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close().closeAllConnections());
  const address = server.address();
  return { PARQUETRY_URL: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}` };
}

test("a bucket that has everything is a table and status 0", async () => {
  const { bucket } = await openReadyBucket();
  const { status, stdout, stderr } = await parquetry(["storage"], await serve(bucket));
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toContain(`drawer at ${bucket.endpoint} (eu-central-1), for pages at ${ORIGIN}`);
  expect(stdout.match(/^.+ {2}good {2,}/gm)).toHaveLength(10);
  expect(stdout).not.toContain("aws s3api");
});

test("a bucket that uploads cannot use is status 1, with what mends it", async () => {
  const { bucket } = await openBareBucket();
  const environment = await serve(bucket);
  const { status, stdout, stderr } = await parquetry(["storage"], environment);
  expect(status).toBe(1);
  expect(stderr).toBe("Uploads to this bucket cannot work as things are: Uploads from a page.\n");
  for (const part of [/^Uploads from a page {2}BAD/m, /^cors\.json:$/m, /^aws s3api put-bucket-lifecycle/m])
    expect(stdout).toMatch(part);
  const asJson = await parquetry(["storage", "--json"], environment);
  expect(asJson.status).toBe(1);
  expect(StorageReport.parse(JSON.parse(asJson.stdout)).level).toBe("bad");
});
