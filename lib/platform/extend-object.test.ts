import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { withServices } from "#embedded/test-services/test-services.ts";
import { type Base, downloadObject, extendObject, findObject, listUploads, uploadFile } from "./storage.ts";

withServices();

const PARQUET = "application/vnd.apache.parquet";
const place = (name: string) => join(process.env.PARQUETRY_DATA_DIR ?? "", name);
const target = { key: "lake/test/extended", contentType: PARQUET };

let base: Base;
beforeAll(async () => {
  writeFileSync(place("base"), randomBytes(6 * 2 ** 20));
  writeFileSync(place("tail"), randomBytes(1_000));
  base = { key: "lake/test/base of it", ...(await uploadFile(place("base"), "lake/test/base of it", PARQUET)) };
});

test("an object goes on in another, which has its bytes, those of a file, and a checksum of both", async () => {
  const stored = await extendObject(base, target, async () => place("tail"));
  await downloadObject(target.key, place("back"));
  const [back, whole] = [
    readFileSync(place("back")),
    Buffer.concat([readFileSync(place("base")), readFileSync(place("tail"))]),
  ];
  expect(back.equals(whole)).toBe(true);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(whole));
  expect(stored).toMatchObject({ bytes: whole.length, crc32: checksum.toString("base64") });
  expect(await listUploads("lake/test/")).toEqual([]);
});

describe("nothing is made, and nothing is left, ", () => {
  const key = "lake/test/never";
  test.each<[string, Partial<Base>, () => Promise<string | undefined>]>([
    ["when there is no file after all", {}, async () => undefined],
    ["when the object is gone", { key: "lake/test/gone" }, async () => place("tail")],
    ["when the object is another one by now", { etag: "0" }, async () => place("tail")],
  ])("%s", async (_, other, makeTail) => {
    expect(await extendObject({ ...base, ...other }, { ...target, key }, makeTail)).toBeUndefined();
    expect(await findObject(key)).toBeUndefined();
    expect(await listUploads("lake/test/")).toEqual([]);
  });

  test.each<[string, Partial<Base>, () => Promise<string | undefined>, object]>([
    ["when the file cannot be made", {}, () => Promise.reject(new Error("no room")), { message: "no room" }],
    [
      "when other bytes were copied than are kept",
      { crc32: "AAAAAA==" },
      async () => place("tail"),
      { kind: "corrupt_object" },
    ],
  ])("%s", async (_, other, makeTail, failure) => {
    await expect(extendObject({ ...base, ...other }, { ...target, key }, makeTail)).rejects.toMatchObject(failure);
    expect(await findObject(key)).toBeUndefined();
    expect(await listUploads("lake/test/")).toEqual([]);
  });
});
