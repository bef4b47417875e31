import fc from "fast-check";
import { expect, test } from "vitest";
import { compareKeys } from "./key-order.ts";

test("keys compare like their UTF-8 bytes", () => {
  const key = fc.string({ unit: "binary" });
  fc.assert(
    fc.property(key, key, (left, right) => {
      const expected = Buffer.compare(Buffer.from(left), Buffer.from(right));
      expect(Math.sign(compareKeys(left, right))).toBe(expected);
    }),
  );
});
