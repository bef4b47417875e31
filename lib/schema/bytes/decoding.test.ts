import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Encoding } from "../contract.ts";
import { decodeWhole } from "./characters.ts";
import { decoded } from "./decoding.ts";
import { findEncoding } from "./encoding.ts";

async function decode(bytes: Buffer, encoding: Encoding, chunkBytes = 3): Promise<string> {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  const out: Buffer[] = [];
  for await (const chunk of decoded(chunks(), encoding)) out.push(Buffer.from(chunk));
  return Buffer.concat(out).toString("utf8");
}

const swapped = (text: string): Buffer => Buffer.from(text, "utf16le").swap16();
const SJIS = Buffer.from([
  0x93, 0xfa, 0x95, 0x74, 0x2c, 0x89, 0xbf, 0x8a, 0x69, 0x0a, 0x83, 0x5c, 0x83, 0x6a, 0x81, 0x5b, 0x2c, 0x31, 0x0a,
]);
const GBK = Buffer.from([0xc8, 0xd5, 0xc6, 0xda, 0x2c, 0xbc, 0xdb, 0xb8, 0xf1, 0x0a, 0x31, 0x2c, 0x80, 0x32, 0x0a]);
const CP1252 = Buffer.from("name,price\nM\xfcller,\x8012\n", "latin1");

test.each<[string, Buffer, Encoding, string]>([
  ["UTF-8", Buffer.from("naïve,€\n"), "utf-8", "naïve,€\n"],
  ["UTF-8 with a mark", Buffer.from("\ufeffnaïve\n"), "utf-8", "naïve\n"],
  ["UTF-8 with a mark, said to be Windows-1252", Buffer.from("\ufeffnaïve\n"), "windows-1252", "naïve\n"],
  [
    "UTF-16, little end first, with a mark",
    Buffer.from("\ufeffa,ä,🙂\r\n1,2,3\n", "utf16le"),
    "utf-8",
    "a,ä,🙂\r\n1,2,3\n",
  ],
  ["UTF-16, big end first, with a mark", swapped("\ufeffa,ä\n1,2\n"), "utf-8", "a,ä\n1,2\n"],
  ["UTF-16 without a mark", Buffer.from("a,b\n1,2\n", "utf16le"), "utf-8", "a,b\n1,2\n"],
  ["Windows-1252", CP1252, "windows-1252", "name,price\nMüller,€12\n"],
  ["Latin-1", Buffer.from("Zoë\n", "latin1"), "latin-1", "Zoë\n"],
  ["Shift-JIS, whose second bytes can be a backslash", SJIS, "shift-jis", "日付,価格\nソニー,1\n"],
  ["GBK", GBK, "gbk", "日期,价格\n1,€2\n"],
  ["gzip", gzipSync("a,b\n1,2\n"), "utf-8", "a,b\n1,2\n"],
  ["gzip with Windows-1252 in it", gzipSync(CP1252), "windows-1252", "name,price\nMüller,€12\n"],
])("%s is read, wherever its bytes are cut", async (_, bytes, encoding, text) => {
  for (const chunkBytes of [1, 2, 3, 7, 1_000]) expect(await decode(bytes, encoding, chunkBytes)).toBe(text);
});

test.each<[string, Buffer, Encoding, RegExp]>([
  [
    "half a character of Shift-JIS",
    Buffer.from([0x61, 0x0a, 0x62, 0x0a, 0x61, 0xff, 0x0a]),
    "shift-jis",
    /^Line 3 is not Shift-JIS text \(byte 6 /,
  ],
  [
    "a byte that Windows-1252 does not have",
    Buffer.from("a\nb\x81\n", "latin1"),
    "windows-1252",
    /^Line 2 is not Windows-1252 text \(byte 4 /,
  ],
  [
    "half a surrogate pair",
    Buffer.from("\ufeffa\n\ud83d,b\n", "utf16le"),
    "utf-8",
    /^Line 2 is not UTF-16 text \(byte 5 /,
  ],
  [
    "an odd number of bytes",
    Buffer.from("\ufeffa\nb\n", "utf16le").subarray(0, -1),
    "utf-8",
    /^Line 2 is not UTF-16 text/,
  ],
  ["GBK cut in the middle of a character", GBK.subarray(0, 6), "gbk", /^Line 1 is not GBK text/],
  [
    "UTF-8 that is said to be Windows-1252",
    Buffer.from("naïve\n"),
    "windows-1252",
    /^This file is UTF-8: read as Windows-1252/,
  ],
])("%s is refused, and nothing is put in its place", async (_, bytes, encoding, sentence) => {
  for (const chunkBytes of [1, 1_000])
    expect(await decode(bytes, encoding, chunkBytes).catch((error: Error) => error.message)).toMatch(sentence);
});

test.each<[string, Buffer, Encoding, Encoding[]]>([
  ["ASCII", Buffer.from("a,b\n"), "utf-8", []],
  ["UTF-8", Buffer.from("naïve\n"), "utf-8", []],
  ["UTF-8 cut in the middle of a character", Buffer.from("naïve €").subarray(0, -1), "utf-8", []],
  ["UTF-16 with a mark", Buffer.from("\ufeff日本\n", "utf16le"), "utf-16le", []],
  ["UTF-16 without a mark", swapped("date,close\n2020-01-02,1.5\n"), "utf-16be", []],
  ["Windows-1252", CP1252, "windows-1252", ["windows-1252", "gbk"]],
  ["Shift-JIS", SJIS, "shift-jis", ["shift-jis", "gbk"]],
  ["GBK", GBK, "gbk", ["gbk", "windows-1252"]],
  ["bytes that only Latin-1 has", Buffer.from("a\x81\n", "latin1"), "latin-1", ["latin-1"]],
  ["a character cut off by the file's end", Buffer.from("naïve €").subarray(0, -1), "windows-1252", ["windows-1252"]],
])("%s is found", (name, bytes, encoding, candidates) => {
  const found = findEncoding(bytes, name !== "UTF-8 cut in the middle of a character");
  expect(found.encoding).toBe(encoding);
  expect(found.candidates.slice(0, candidates.length || 1)).toEqual(candidates);
});

test("UTF-8 with a stray byte is UTF-8, and it is said", () => {
  const stray = Buffer.concat([Buffer.from("äöüß naïve €\n".repeat(3)), Buffer.from([0xe9, 10])]);
  expect(findEncoding(stray, true)).toMatchObject({ encoding: "utf-8", hasStrayBytes: true });
});

test("UTF-32 is refused by name", () => {
  expect(() => findEncoding(Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), true)).toThrow("UTF-32");
});

test("any text of UTF-16 comes out as it was, wherever its bytes are cut", async () => {
  const texts = fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 }).map((text) => `${text}\n${text}`);
  await fc.assert(
    fc.asyncProperty(texts, fc.integer({ min: 1, max: 50 }), fc.boolean(), async (text, chunkBytes, isBig) => {
      const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
      expect(await decode(isBig ? bytes.swap16() : bytes, "utf-8", chunkBytes)).toBe(text);
    }),
  );
});

test.each<Encoding>(["windows-1252", "latin-1", "shift-jis", "gbk"])(
  "any bytes read as %s are what they mean as a whole, or refused",
  async (encoding) => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 60 }).map((array) => Buffer.from(array));
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 9 }), async (raw, chunkBytes) => {
        const whole = Buffer.concat([Buffer.from("x,y\n"), raw]);
        const read = await decode(whole, encoding, chunkBytes).catch(() => undefined);
        if (read !== undefined) expect(read).toBe(decodeWhole(whole, encoding));
      }),
      { numRuns: 300 },
    );
  },
);
