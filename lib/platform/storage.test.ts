import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withServices } from "#embedded/test-services/test-services.ts";
import { downloadObject, findObject, listUploads, readRange, uploadFile } from "./storage.ts";

withServices();

const PARQUET = "application/vnd.apache.parquet";
const place = (name: string) => join(process.env.PARQUETRY_DATA_DIR ?? "", name);

function fileOf(bytes: number): string {
  const path = place(`sent-${bytes}`);
  writeFileSync(path, randomBytes(bytes));
  return path;
}

test.each([
  ["at once", 1_000_000],
  ["in parts", 70 * 2 ** 20],
])("a file that is sent %s is kept with its checksum, and comes back the same", async (_, bytes) => {
  const key = `lake/test/${bytes}`;
  const sent = fileOf(bytes);
  const stored = await uploadFile(sent, key, PARQUET);
  expect(stored).toEqual({ bytes, etag: expect.any(String), crc32: expect.stringMatching(/==$/) });
  await downloadObject(key, place("back"), { etag: stored.etag });
  expect(readFileSync(place("back")).equals(readFileSync(sent))).toBe(true);
  expect(await listUploads("lake/test/")).toEqual([]);
});

test("a range ends where the object does, and one behind its end is empty", async () => {
  const { etag } = await uploadFile(fileOf(1_000), "lake/test/range", PARQUET);
  const lengths = await Promise.all(
    [
      [0, 10],
      [990, 5_000],
      [2_000, 3_000],
    ].map(async ([from = 0, to = 0]) => (await readRange("lake/test/range", etag, from, to)).length),
  );
  expect(lengths).toEqual([10, 10, 0]);
});

test("large ranges are the bytes that lie there, and end where the object does", async () => {
  const sent = fileOf(12 * 2 ** 20);
  const { etag } = await uploadFile(sent, "lake/test/large", PARQUET);
  const bytes = readFileSync(sent);
  for (const [from, to] of [
    [0, bytes.length],
    [1_000_001, 9_000_003],
    [5 * 2 ** 20, 20 * 2 ** 20],
    [20 * 2 ** 20, 30 * 2 ** 20],
  ] as const)
    expect((await readRange("lake/test/large", etag, from, to)).equals(bytes.subarray(from, to)), `${from}`).toBe(true);
  await expect(readRange("lake/test/large", "another", 0, bytes.length)).rejects.toMatchObject({
    kind: "object_changed",
  });
  await expect(readRange("lake/test/none", etag, 0, bytes.length)).rejects.toMatchObject({ kind: "object_missing" });
});

test("an object that was replaced is not read as the one that was known", async () => {
  const key = "lake/test/replaced";
  const { etag } = await uploadFile(fileOf(10), key, PARQUET);
  await uploadFile(fileOf(11), key, PARQUET);
  await expect(downloadObject(key, place("never"), { etag })).rejects.toMatchObject({ kind: "object_changed" });
  await expect(readRange(key, etag, 0, 5)).rejects.toMatchObject({ kind: "object_changed" });
  expect(await findObject("lake/test/nothing")).toBeUndefined();
});
