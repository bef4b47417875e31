import {
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  paginateListObjectsV2,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sideBySide } from "#embedded/object-store/files/durable-file.ts";
import { BUCKET, openStore, spawnStore } from "./store-under-test.ts";

const ODD_KEYS = [
  "a/../../../../etc/passwd",
  "..",
  "../up",
  "./here",
  "//double//slash/",
  "trailing/",
  "trailing",
  "CASE",
  "case",
  'with space and +plus&amp;<tag>"quote"\'',
  "percent%2Fencoded%",
  "new\nline\rand\ttab",
  "emoji-😀",
  "private-\uE000",
  "full-width-\uFF5E",
  "e\u0301 and \u00e9",
  "aux",
  "back\\slash:colon*star?question#hash",
  "l".repeat(1024),
  "ü".repeat(512),
];
const SMALL_KEYS = Array.from({ length: 1200 }, (_, n) => `many/${String(n).padStart(5, "0")}`);
const byBytes = (keys: string[]) => [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

let store: Awaited<ReturnType<typeof openStore>>;

beforeAll(async () => {
  store = await openStore();
  const put = (Key: string) => store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: Key }));
  await sideBySide([...ODD_KEYS, ...SMALL_KEYS], async (key) => void (await put(key)));
});
afterAll(() => store.close());

const list = (more: Partial<ListObjectsV2CommandInput>) =>
  store.client.send(new ListObjectsV2Command({ Bucket: BUCKET, ...more }));

async function listAll(more: Partial<ListObjectsV2CommandInput>, client = store.client) {
  const pages = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket: BUCKET, ...more })) pages.push(page);
  return {
    pages: pages.length,
    keys: pages.flatMap(({ Contents = [] }) => Contents.flatMap(({ Key }) => Key ?? [])),
    prefixes: pages.flatMap(({ CommonPrefixes = [] }) => CommonPrefixes.flatMap(({ Prefix }) => Prefix ?? [])),
  };
}

test.each(ODD_KEYS)("the key %j is stored and found", async (Key) => {
  const { Body } = await store.client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
  expect(await Body?.transformToString()).toBe(Key);
});

test("all keys are listed once, in the order of their UTF-8 bytes, in pages", async () => {
  const all = byBytes([...ODD_KEYS, ...SMALL_KEYS]);
  const listed = await listAll({});
  expect(listed).toMatchObject({ keys: all, pages: 2 });
  expect((await listAll({ MaxKeys: 700 })).keys).toEqual(all);
});

test("keys come percent-encoded when asked for", async () => {
  const { keys } = await listAll({ EncodingType: "url" });
  expect(keys.map(decodeURIComponent)).toEqual(byBytes([...ODD_KEYS, ...SMALL_KEYS]));
  expect(keys).toContain("emoji-%F0%9F%98%80");
});

test("a prefix, a start and a limit narrow the list", async () => {
  const page = await list({ Prefix: "many/", StartAfter: "many/00009", MaxKeys: 3 });
  expect(page.Contents?.map(({ Key }) => Key)).toEqual(["many/00010", "many/00011", "many/00012"]);
  expect(page).toMatchObject({ KeyCount: 3, IsTruncated: true, MaxKeys: 3, StartAfter: "many/00009" });
  expect(page.Contents?.[0]).toMatchObject({ Size: 10, StorageClass: "STANDARD" });
  expect(await list({ Prefix: "nothing" })).toMatchObject({ KeyCount: 0, IsTruncated: false });
  expect(await list({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false });
});

test("a delimiter folds keys into common prefixes, each listed once over all pages", async () => {
  const whole = await listAll({ Delimiter: "/" });
  expect(whole.prefixes).toEqual(byBytes(["../", "./", "/", "a/", "many/", "trailing/"]));
  expect(whole.keys).toEqual(byBytes(ODD_KEYS.filter((key) => !key.includes("/"))));
  const bit = await listAll({ Delimiter: "/", MaxKeys: 2 });
  expect([bit.prefixes, bit.keys]).toEqual([whole.prefixes, whole.keys]);
  expect((await listAll({ Delimiter: "/0", Prefix: "many" })).prefixes).toEqual(["many/0"]);
});

test("a continuation token that is not ours is refused", async () => {
  await expect(list({ ContinuationToken: "made up" })).rejects.toThrow(
    expect.objectContaining({ name: "InvalidArgument" }),
  );
});

test("another server on the same directory is refused while the first one lives", async () => {
  await expect(spawnStore(store.dataDir)).rejects.toThrow(/in use by another object store/);
});
