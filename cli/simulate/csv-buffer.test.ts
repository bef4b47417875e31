import fc from "fast-check";
import { expect, test } from "vitest";
import { CsvBuffer } from "./csv-buffer.ts";

/** The text that comes out of a buffer after something was written into it. */
function textOf(write: (csv: CsvBuffer) => void): string {
  const chunks: string[] = [];
  const csv = new CsvBuffer((chunk) => chunks.push(new TextDecoder().decode(chunk)));
  write(csv);
  csv.flush();
  return chunks.join("");
}

test("a price is the shortest text of its number", () => {
  const tenThousandths = fc.oneof(fc.nat(30_000), fc.nat(), fc.integer({ min: 1, max: 1e13 }));
  fc.assert(fc.property(tenThousandths, (n) => textOf((csv) => csv.price(n)) === String(n / 10_000)));
});

test.each([0, 9, 10, 99, 100, 999_999_999, 1_000_000_000, 2_147_483_647])("the integer %d has its digits", (n) => {
  expect(textOf((csv) => csv.integer(n))).toBe(String(n));
});

test("lines survive many fillings of the buffer", () => {
  const line = "x".repeat(99);
  const text = textOf((csv) => {
    for (let i = 0; i < 50_000; i++) {
      csv.ascii(line);
      csv.endLine();
    }
  });
  expect(text).toBe(`${line}\n`.repeat(50_000));
});
