import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { splitRecords } from "./records.ts";

test.each<[string, string, string[][]]>([
  [
    "plain cells",
    "a,b\nc,d\n",
    [
      ["a", "b"],
      ["c", "d"],
    ],
  ],
  ["every newline", "a\r\nb\rc\nd", [["a"], ["b"], ["c"], ["d"]]],
  ["quotes with delimiters, newlines and quotes inside", '"a,b","c\r\nd","e""f"\n', [["a,b", "c\r\nd", 'e"f']]],
  [
    "empty cells",
    ",\n,\n",
    [
      ["", ""],
      ["", ""],
    ],
  ],
  ["a quoted empty cell", '""\n', [[""]]],
  ["blank lines", "a\n\n\nb\n", [["a"], ["b"]]],
  ["a quote inside a cell", 'a"b,c\n', [['a"b', "c"]]],
  ["text after a closing quote", '"a"b,c\n', [["ab", "c"]]],
  ["a quote that is never closed", 'a,"b\nc', [["a", "b\nc"]]],
  ["nothing", "", []],
])("%s", (_, text, records) => {
  expect(splitRecords(text, ",")).toEqual(records);
});

test("what a writer quotes is read back, whatever it is", () => {
  const cell = fc.oneof(fc.string(), fc.constantFrom("", ",", ";", '"', '""', "\n", "\r\n", "\r", '",\n"', " "));
  const table = fc
    .integer({ min: 2, max: 5 })
    .chain((cells) =>
      fc.array(fc.array(cell, { minLength: cells, maxLength: cells }), { minLength: 1, maxLength: 10 }),
    );
  fc.assert(
    fc.property(
      table,
      fc.constantFrom(",", ";", "\t", "|"),
      fc.constantFrom("\n", "\r\n", "\r"),
      (rows, delimiter, newline) => {
        const text = stringify(rows, { delimiter, record_delimiter: newline, quoted_match: /[\r\n]/ });
        expect(splitRecords(text, delimiter)).toEqual(rows);
      },
    ),
  );
});
