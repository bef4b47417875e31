import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RecordScanner, type ScannedRecord } from "./record-scanner.ts";

/** Every record, told one by one, whatever the chunks. */
function scan(bytes: Buffer, chunkBytes: number): { records: ScannedRecord[]; unterminated: boolean } {
  const records: ScannedRecord[] = [];
  const scanner = new RecordScanner(",", (record) => records.push({ ...record }));
  for (let at = 0; at < bytes.length; at += chunkBytes) scanner.push(bytes.subarray(at, at + chunkBytes));
  return { unterminated: scanner.finish(), records };
}

const scanText = (text: string) => scan(Buffer.from(text), 1 << 16).records;

describe("a record is what RFC 4180 says it is", () => {
  test.each([
    [
      "plain",
      "a,b\nc,d\n",
      [
        [2, true],
        [2, true],
      ],
    ],
    [
      "no newline at the end",
      "a,b\nc,d",
      [
        [2, true],
        [2, true],
      ],
    ],
    ["a newline inside quotes", '"a\nb",c\n', [[2, true]]],
    ["a doubled quote", '"a""b",c\n', [[2, true]]],
    ["text after a closing quote", '"a"b,c\n', [[2, false]]],
    [
      "CRLF, CR and LF",
      "a\r\nb\rc\n",
      [
        [1, true],
        [1, true],
        [1, true],
      ],
    ],
  ])("%s", (_, text, expected) => {
    expect(scanText(text).map(({ cells, wellFormed }) => [cells, wellFormed])).toEqual(expected);
  });

  test("a quote that never closes is told at the end", () => {
    expect(scan(Buffer.from('a,"b\nc,d\n'), 4).unterminated).toBe(true);
  });
});

const nasty = fc
  .array(fc.constantFrom(",", '"', "\n", "\r", "\r\n", "a", "é", " ", '""', "1.5,", "x,y\n"), { maxLength: 60 })
  .map((parts) => parts.join(""));

test("where the chunks are cut changes nothing", () => {
  fc.assert(
    fc.property(nasty, fc.integer({ min: 1, max: 9 }), (text, chunkBytes) => {
      const bytes = Buffer.from(text);
      expect(scan(bytes, chunkBytes)).toEqual(scan(bytes, bytes.length + 1));
    }),
    { numRuns: 500 },
  );
});
