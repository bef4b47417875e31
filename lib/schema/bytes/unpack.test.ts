import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Packing, packingOf, unpacked } from "./unpack.ts";

const CHECKED = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };
const PACK = { gzip: (bytes: Buffer) => gzipSync(bytes), zstd: (bytes: Buffer) => zstdCompressSync(bytes, CHECKED) };
const PACKINGS: Packing[] = ["gzip", "zstd"];
const TEXT = Buffer.from("date,close\n2020-01-02,1.5\n".repeat(1_000));
const SMALL = { ratio: 5, freeBytes: 1_000, maxBytes: 1e9 };

async function unpack(bytes: Buffer, packing: Packing, options = {}, chunkBytes = 100): Promise<string> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, at) =>
    bytes.subarray(at * chunkBytes, (at + 1) * chunkBytes),
  );
  const out: Buffer[] = [];
  for await (const chunk of unpacked(chunks, packing, options)) out.push(chunk);
  return Buffer.concat(out).toString();
}

describe.each(PACKINGS)("%s", (packing) => {
  const packed = PACK[packing](TEXT);

  test("is known by its first bytes and unpacked wherever the chunks are cut", async () => {
    expect(packingOf(packed)).toBe(packing);
    for (const chunkBytes of [1, 7, 1_000_000])
      expect(await unpack(packed, packing, {}, chunkBytes)).toBe(String(TEXT));
  });

  test("of several members is all of them, wherever the chunks are cut", async () => {
    const members = Buffer.concat([packed, PACK[packing](Buffer.from("x\n")), packed]);
    for (const chunkBytes of [1, 7, 50, 1_000_000])
      expect(await unpack(members, packing, {}, chunkBytes)).toBe(`${TEXT}x\n${TEXT}`);
  });

  test("that is cut off anywhere is refused, never shorter", async () => {
    const lengths = fc.integer({ min: 5, max: packed.length - 1 });
    await fc.assert(
      fc.asyncProperty(lengths, fc.integer({ min: 1, max: 200 }), async (length, chunkBytes) => {
        await expect(unpack(packed.subarray(0, length), packing, {}, chunkBytes)).rejects.toThrow("ends in the middle");
      }),
      { numRuns: 60 },
    );
  });

  test("whose second member is cut off is refused", async () => {
    const members = Buffer.concat([packed, packed]);
    await expect(unpack(members.subarray(0, -3), packing)).rejects.toThrow("ends in the middle");
  });

  test("with other bytes behind it is refused", async () => {
    const followed = Buffer.concat([packed, Buffer.from("garbage behind it")]);
    for (const chunkBytes of [10, 1_000_000])
      await expect(unpack(followed, packing, {}, chunkBytes)).rejects.toThrow(/damaged|something else follows/);
  });

  test("that is damaged is refused", async () => {
    const broken = Buffer.from(packed);
    broken[Math.floor(packed.length / 2)] = 255 - (broken[Math.floor(packed.length / 2)] ?? 0);
    expect(await unpack(broken, packing).catch((error: Error) => error.message)).toMatch(/damaged|ends in the middle/);
  });

  test("that grows beyond its limits is stopped there", async () => {
    await expect(unpack(PACK[packing](Buffer.alloc(5_000_000)), packing, { limits: SMALL })).rejects.toThrow(
      "grows to more than 5 times its size",
    );
  });

  test("of which only the beginning is at hand gives what is in it", async () => {
    const beginning = await unpack(packed.subarray(0, -10), packing, { isCut: true });
    expect(String(TEXT).startsWith(beginning)).toBe(true);
  });
});

test("zeros after a gzip file, as tapes leave them, are nothing", async () => {
  const padded = Buffer.concat([gzipSync(TEXT), Buffer.alloc(512)]);
  for (const chunkBytes of [100, 1_000_000]) expect(await unpack(padded, "gzip", {}, chunkBytes)).toBe(String(TEXT));
  await expect(unpack(Buffer.concat([padded, Buffer.from("x")]), "gzip")).rejects.toThrow("something else follows");
});

test("a zstd file may begin with a frame that is to be skipped", async () => {
  const skipped = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
  expect(packingOf(skipped)).toBe("zstd");
  expect(await unpack(Buffer.concat([skipped, zstdCompressSync(TEXT)]), "zstd")).toBe(String(TEXT));
});
