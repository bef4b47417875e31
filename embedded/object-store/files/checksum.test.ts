import fc from "fast-check";
import { expect, test } from "vitest";
import { type ChecksumAlgorithm, joinChecksums, startChecksum } from "./checksum.ts";

async function sum(algorithm: ChecksumAlgorithm, bytes: Uint8Array): Promise<string> {
  const running = await startChecksum(algorithm);
  running.update(Buffer.from(bytes));
  return running.digest().toString("base64");
}

/** The published check values of these algorithms for the text "123456789". */
test.each([
  ["CRC32", "cbf43926"],
  ["CRC32C", "e3069283"],
  ["CRC64NVME", "ae8b14860a799888"],
] as const)("the %s of 123456789 is %s", async (algorithm, hex) => {
  const value = await sum(algorithm, Buffer.from("123456789"));
  expect(Buffer.from(value, "base64").toString("hex")).toBe(hex);
});

test.each(["CRC32", "CRC32C", "CRC64NVME"] as const)("parts' %s join to that of the whole", async (algorithm) => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(pieces, async (parts) => {
      const sums = await Promise.all(
        parts.map(async (bytes) => ({ value: await sum(algorithm, bytes), bytes: bytes.length })),
      );
      expect(await joinChecksums(algorithm, "FULL_OBJECT", sums)).toBe(await sum(algorithm, Buffer.concat(parts)));
    }),
  );
});
