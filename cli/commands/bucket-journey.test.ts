import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { build, TEST_BUILD_DIR } from "#cli/develop/build.ts";
import { type Everything, startEverything } from "#cli/start/everything.ts";
import { openSettings } from "#cli/start/settings.ts";
import { freePort } from "#embedded/free-port.ts";
import { parquetry } from "./command-under-test.ts";

const BUCKET = "their-drawer";

let folder: string;
let application: Everything;
let store: S3Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "parquetry-bucket-"));
  if ((await build(TEST_BUILD_DIR)) !== 0) throw new Error("The application does not build.");
  const dataDir = join(folder, "data");
  const settings = { PARQUETRY_BUILD_DIR: TEST_BUILD_DIR, PARQUETRY_DATA_DIR: dataDir };
  Object.assign(process.env, { ...settings, PARQUETRY_IMPORT_BUCKETS: `${BUCKET},nowhere-at-all` });
  await mkdir(dataDir);
  const { storePort, ...credentials } = await openSettings(dataDir);
  const signal = new AbortController().signal;
  application = await startEverything({ port: await freePort(), dataDir, say: () => {}, signal });
  const endpoint = `http://127.0.0.1:${storePort}`;
  store = new S3Client({ endpoint, region: "us-east-1", credentials, forcePathStyle: true });
  await store.send(new CreateBucketCommand({ Bucket: BUCKET }));
}, 300_000);

afterAll(async () => {
  await application?.stop();
  await rm(folder, { recursive: true, force: true });
});

const put = (key: string, body: string) => store.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body }));

async function document(status: number, ...args: string[]) {
  const answer = await parquetry([...args, "--json"]);
  expect(answer).toEqual({ status, stdout: expect.any(String), stderr: expect.any(String) });
  return { ...JSON.parse(answer.stdout), stderr: answer.stderr };
}

/** So many days of prices of one ticker. */
const prices = (ticker: string, days: number): string =>
  [
    "date,ticker,sector,close",
    ...Array.from({ length: days }, (_, day) => `2020-01-${day + 10},${ticker},TECH,1.5`),
  ].join("\n");

test("a drawer that is in a bucket becomes a dataset where it lies; what changed there is told and taken anew", {
  timeout: 180_000,
}, async () => {
  await put("drawer/2019/aaa.csv", prices("AAA", 10));
  await put("drawer/2020/bbb.csv", prices("BBB", 12));
  const command = ["import", `s3://${BUCKET}/drawer`, "--dataset", "In place"];
  const first = await document(0, ...command, "--accept");
  expect(first.files).toMatchObject([
    { name: "2019/aaa.csv", rows: { read: 10, good: 10, rejected: 0 } },
    { name: "2020/bbb.csv", rows: { read: 12, good: 12, rejected: 0 } },
  ]);
  expect(first.dataset.version).toBe(1);
  expect(await parquetry([...command, "--append"])).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/Nothing is new/),
  });

  await put("drawer/2020/bbb.csv", prices("BBB", 15));
  await put("drawer/2021/ccc.csv", prices("CCC", 5));
  const second = await document(1, ...command, "--append");
  expect(second.stderr).toMatch(/1 of 3 files failed; the rest is in version 2\.\n {2}2020\/bbb\.csv: .*--replace/);
  const third = await document(0, ...command, "--replace");
  expect(third.dataset.version).toBe(3);
  expect(third.files.map(({ rows }: { rows: { good: number } }) => rows.good)).toEqual([10, 15, 5]);
  expect(third.skipped).toHaveLength(2);
});

test("a local file that changed replaces the one that is here, and is converted again", {
  timeout: 120_000,
}, async () => {
  const path = join(folder, "prices.csv");
  await writeFile(path, prices("AAA", 10));
  const command = ["import", path, "--dataset", "Changed"];
  await document(0, ...command, "--accept");
  await writeFile(path, prices("AAA", 11));
  const told = await document(1, ...command, "--append");
  expect(told.stderr).toMatch(/prices\.csv: It differs from the file of this name .*--replace/);
  expect(told.files).toMatchObject([{ name: "prices.csv", failure: expect.stringMatching(/differs/) }]);
  const replaced = await document(0, ...command, "--replace");
  expect(replaced.files).toMatchObject([{ name: "prices.csv", rows: { read: 11, good: 11, rejected: 0 } }]);
  expect(replaced.dataset.version).toBe(2);
});

test.each([
  [
    "a bucket that is not allowed",
    "s3://secret-bucket/",
    /not allowed here.*PARQUETRY_IMPORT_BUCKETS=secret-bucket/,
    1,
  ],
  ["a bucket that is not there", "s3://nowhere-at-all", /There is no bucket nowhere-at-all/, 1],
  [
    "a prefix without tables",
    `s3://${BUCKET}/nothing`,
    /There is no \.csv, \.tsv or \.txt object.*their-drawer\/nothing/,
    1,
  ],
  ["no bucket at all", "s3:///drawer", /is no s3:\/\/bucket\/prefix/, 2],
])("%s is said in a sentence, and no dataset is made for it", async (_, address, sentence, status) => {
  const answer = await parquetry(["import", address, "--dataset", `Refused ${address}`, "--accept"]);
  expect(answer.status).toBe(status);
  expect(answer.stderr).toMatch(sentence);
  expect((await parquetry(["status"])).stdout).not.toContain("Refused");
});
