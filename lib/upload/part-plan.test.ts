import fc from "fast-check";
import { expect, test } from "vitest";
import { MAX_FILE_BYTES } from "./contract.ts";
import { bytesOfPart, choosePartBytes, planParts, rangeOfPart } from "./part-plan.ts";

const MIB = 2 ** 20;
const planned = (bytes: number) => planParts(bytes, choosePartBytes(bytes));
const anyFileSize = fc.oneof(
  fc.integer({ min: 0, max: MAX_FILE_BYTES }),
  fc.integer({ min: 0, max: 20 }).map((parts) => parts * 16 * MIB),
  fc.integer({ min: 0, max: 100 }),
);

test("the parts of a file follow one another without gap or overlap and hold every byte once", () => {
  fc.assert(
    fc.property(anyFileSize, (bytes) => {
      const plan = planned(bytes);
      let end = 0;
      for (let number = 1; number <= plan.partCount; number++) {
        const range = rangeOfPart(plan, number);
        expect(range.start).toBe(end);
        end = range.end;
      }
      expect(end).toBe(bytes);
    }),
  );
});

test("every plan is one that S3 takes", () => {
  fc.assert(
    fc.property(anyFileSize, (bytes) => {
      const plan = planned(bytes);
      expect(plan.partCount).toBeLessThanOrEqual(10_000);
      expect(plan.partBytes).toBeGreaterThanOrEqual(5 * MIB);
      expect(plan.partBytes).toBeLessThanOrEqual(5 * 1_024 * MIB);
      expect(plan.partBytes % MIB).toBe(0);
      expect(bytesOfPart(plan, plan.partCount)).toBeGreaterThanOrEqual(Math.min(bytes, 1));
    }),
  );
});

test.each([
  ["an empty file", 0, 1, 0],
  ["one byte", 1, 1, 1],
  ["exactly one part", 16 * MIB, 1, 16 * MIB],
  ["one byte more than a part", 16 * MIB + 1, 2, 1],
  ["the largest", MAX_FILE_BYTES, 10_000, 5 * 2 ** 30],
  ["22 GB", 22e9, 1312, 22e9 - 1311 * 16 * MIB],
])("%s is cut as expected", (_, bytes, partCount, lastBytes) => {
  const plan = planned(bytes);
  expect(plan.partCount).toBe(partCount);
  expect(bytesOfPart(plan, partCount)).toBe(lastBytes);
});
