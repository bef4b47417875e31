import { crc32 } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fromBase64, joinCrc32, toBase64, toHex } from "./crc32.ts";
import { crc32InNode } from "./crc32-in-node.ts";
import { crc32OfBlob } from "./crc32-of-blob.ts";

const bytes = fc.uint8Array({ maxLength: 300 });

test("checksums of any pieces join to the checksum of the whole", () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 8 }), (pieces) => {
      const joined = pieces.reduce((sum, piece) => joinCrc32(sum, crc32(piece), piece.length), 0);
      expect(joined).toBe(crc32(Buffer.concat(pieces)));
    }),
  );
});

test("a join counts the second piece's bytes, also when there are more than 2³²", () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.nat(2 ** 40), fc.nat(2 ** 40), (seed, left, right) => {
      const first = seed % 2 ** 32;
      const zeros = (crc: number, count: number) => joinCrc32(crc, zerosOf(count), count);
      expect(zeros(zeros(first, left), right)).toBe(zeros(first, left + right));
    }),
  );
});

test("the first gibibyte of zeros", () => {
  const mebibyte = Buffer.alloc(2 ** 20);
  let sum = 0;
  for (let piece = 0; piece < 1024; piece++) sum = crc32(mebibyte, sum);
  expect(zerosOf(2 ** 30)).toBe(sum);
});

test("every checksum survives being written as S3 writes it", () => {
  fc.assert(
    fc.property(fc.nat(0xffffffff), (crc) => {
      expect(fromBase64(toBase64(crc))).toBe(crc);
      expect(Buffer.from(toBase64(crc), "base64").toString("hex")).toBe(toHex(crc));
    }),
  );
});

test("Node and the browser's reader agree on a blob", async () => {
  const { signal } = new AbortController();
  const content = Buffer.alloc(3_000_001, "price,volume\n");
  const blob = new Blob([content]);
  expect(await crc32InNode(blob, signal)).toBe(crc32(content));
  expect(await crc32OfBlob(blob, signal)).toBe(crc32(content));
  expect(await crc32OfBlob(new Blob([]), signal)).toBe(0);
});

/** By doubling: the checksum of `count` zero bytes. */
function zerosOf(count: number): number {
  if (count <= 1) return count === 0 ? 0 : crc32(Buffer.alloc(1));
  const half = Math.floor(count / 2);
  const sum = zerosOf(half);
  const even = joinCrc32(sum, sum, half);
  return count % 2 === 0 ? even : joinCrc32(even, crc32(Buffer.alloc(1)), 1);
}
