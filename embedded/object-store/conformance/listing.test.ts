import { ListObjectsV2Command, type ListObjectsV2CommandInput, paginateListObjectsV2 } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sideBySide } from "#embedded/object-store/files/durable-file.ts";
import { type BucketUnderTest, openBucket } from "./bucket-under-test.ts";

const ODD_NAMES = [
  "folder/inside",
  "CASE",
  "case",
  'with space and +plus&amp;<tag>"quote"\'',
  "percent%2Fencoded%",
  "semi;colon,comma=equals@at$dollar!bang*star(paren)",
  "emoji-😀",
  "private-\uE000",
  "full-width-\uFF5E",
  "e\u0301 and \u00e9",
  "question?hash#tilde~",
  "ü".repeat(120),
];
const MANY = Array.from({ length: 3_000 }, (_, n) => `many/${String(n).padStart(5, "0")}`);
const byBytes = (keys: string[]) => [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

let bucket: BucketUnderTest;

beforeAll(async () => {
  bucket = await openBucket();
  await sideBySide([...ODD_NAMES, ...MANY], async (name) => void (await bucket.put(name, name)));
}, 600_000);
afterAll(() => bucket.close(), 600_000);

const input = ({ Prefix = "", ...more }: Partial<ListObjectsV2CommandInput>) => ({
  Bucket: bucket.endpoint.bucket,
  Prefix: bucket.prefix + Prefix,
  ...more,
});
const list = (more: Partial<ListObjectsV2CommandInput>) => bucket.client.send(new ListObjectsV2Command(input(more)));

/** Names and common prefixes without the prefix of all tests. */
async function listAll(more: Partial<ListObjectsV2CommandInput>, decode: (key: string) => string = (key) => key) {
  const pages = [];
  for await (const page of paginateListObjectsV2({ client: bucket.client }, input(more))) pages.push(page);
  const bare = (key: string | undefined) => decode(key ?? "").slice(bucket.prefix.length);
  return {
    pages: pages.length,
    names: pages.flatMap(({ Contents = [] }) => Contents.map(({ Key }) => bare(Key))),
    prefixes: pages.flatMap(({ CommonPrefixes = [] }) => CommonPrefixes.map(({ Prefix }) => bare(Prefix))),
  };
}

test.each(ODD_NAMES)("the name %j is stored and found", async (name) => {
  expect(await bucket.text(name)).toBe(name);
});

test("3,012 keys are listed once each, in the order of their UTF-8 bytes, in pages", async () => {
  const all = byBytes([...ODD_NAMES, ...MANY]);
  expect(await listAll({})).toMatchObject({ names: all, pages: 4 });
  expect((await listAll({ MaxKeys: 700 })).names).toEqual(all);
});

test("keys come percent-encoded when asked for", async () => {
  const decode = (key: string) => decodeURIComponent(key.replaceAll("+", "%20"));
  const { names } = await listAll({ EncodingType: "url" }, decode);
  expect(names).toEqual(byBytes([...ODD_NAMES, ...MANY]));
});

test("a prefix, a start and a limit narrow the list", async () => {
  const page = await list({ Prefix: "many/", StartAfter: `${bucket.prefix}many/00009`, MaxKeys: 3 });
  const names = page.Contents?.map(({ Key }) => Key?.slice(bucket.prefix.length));
  expect(names).toEqual(["many/00010", "many/00011", "many/00012"]);
  expect(page).toMatchObject({ KeyCount: 3, IsTruncated: true, MaxKeys: 3 });
  expect(page.Contents?.[0]).toMatchObject({ Size: 10 });
  expect(await list({ Prefix: "nothing" })).toMatchObject({ KeyCount: 0, IsTruncated: false });
});

test("a delimiter folds keys into common prefixes, each listed once over all pages", async () => {
  const whole = await listAll({ Delimiter: "/" });
  expect(whole.prefixes).toEqual(["folder/", "many/"]);
  expect(whole.names).toEqual(byBytes(ODD_NAMES.filter((name) => !name.includes("/"))));
  const bit = await listAll({ Delimiter: "/", MaxKeys: 2 });
  expect([bit.prefixes, bit.names]).toEqual([whole.prefixes, whole.names]);
});
