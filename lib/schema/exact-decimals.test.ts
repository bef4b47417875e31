import { describe, expect, test } from "vitest";
import { whyDecimal } from "./exact-decimals.ts";
import { inspectSample } from "./inspect.ts";
import type { Inspection } from "./inspection.ts";
import { proposalFor } from "./proposal.ts";
import { readSample } from "./sample.ts";

async function inspect(cells: readonly string[]): Promise<Inspection> {
  const bytes = Buffer.from(`close;day\n${cells.map((cell) => `${cell};2020-01-31\n`).join("")}`);
  return inspectSample(await readSample(bytes.length, async (start, end) => bytes.subarray(start, end)));
}

const cells = (count: number, cell: (at: number) => string): string[] =>
  Array.from({ length: count }, (_, at) => cell(at));

/** Numbers from one up to a power of ten, as they come from a path of prices. */
const price = (at: number, digits = 3): number => 10 ** ((at * 0.618034) % digits) * 1.0123456789;

async function proposed(...files: string[][]): Promise<string> {
  const [column] = proposalFor(await Promise.all(files.map(inspect))).columns;
  return `${column?.proposed.type} ${column?.proposed.format} ${column?.proposed.role} ${column?.confidence}`;
}

const fixed = (scale: number) => (at: number) => price(at).toFixed(scale);
const trimmed = (scale: number) => (at: number) => String(Number(price(at).toFixed(scale)));
const withSome = (every: number, text: string) => (at: number) => (at % every === 0 ? text : trimmed(4)(at));

describe("numbers that are written with a fixed number of decimals are proposed as exact decimals", () => {
  test.each<[string, string[], string]>([
    ["four decimals", cells(1_200, fixed(4)), "decimal 18,4 price sure"],
    ["without the zeros at the end", cells(1_200, trimmed(4)), "decimal 18,4 price sure"],
    ["cents", cells(1_200, fixed(2)), "decimal 18,2 price sure"],
    ["quarters", cells(1_200, (at) => String(at / 4)), "decimal 18,2 price sure"],
    ["six decimals", cells(1_200, fixed(6)), "decimal 18,6 price sure"],
    ["below zero", cells(1_200, (at) => `-${fixed(4)(at)}`), "decimal 18,4 price sure"],
    ["with texts that stand for no value", cells(1_200, withSome(50, "NA")), "decimal 18,4 price sure"],
    ["with slips that no number is", cells(1_200, withSome(100, "oops")), "decimal 18,4 price likely"],
    ["nine digits before the point", cells(1_200, (at) => `${123_456_789 - at}.${at % 9}5`), "decimal 18,2 price sure"],
  ])("%s", async (_, column, expected) => {
    expect(await proposed(column)).toBe(expected);
  });
});

describe("what may not be exact stays a number", () => {
  test.each<[string, string[], string]>([
    ["fewer values than prove anything", cells(900, fixed(4)), "number 1.5 price sure"],
    ["the same few values again and again", cells(2_000, (at) => `${at % 40}.25`), "number 1.5 price sure"],
    ["seven decimals", cells(1_200, fixed(7)), "number 1.5 price sure"],
    ["all digits of a double", cells(1_200, (at) => String(price(at))), "number 1.5 price sure"],
    ["six significant digits", cells(1_200, (at) => String(Number(price(at).toPrecision(6)))), "number 1.5 price sure"],
    [
      "one value with more decimals than its neighbours",
      cells(1_200, (at) => (at === 600 ? "1.23456" : fixed(2)(at))),
      "number 1.5 price sure",
    ],
    ["an exponent", cells(1_200, withSome(400, "1e5")), "number 1.5 price sure"],
    ["ten digits before the point", cells(1_200, (at) => `${1_234_567_890 - at}.25`), "number 1.5 price sure"],
    ["whole numbers", cells(1_200, String), "number 1.5 price likely"],
    ["a comma before the decimals", cells(1_200, (at) => fixed(4)(at).replace(".", ",")), "number 1,5 price sure"],
  ])("%s", async (_, column, expected) => {
    expect(await proposed(column)).toBe(expected);
  });
});

describe("of files that differ", () => {
  test("the larger scale is taken, whole numbers among them", async () => {
    const four = cells(1_200, trimmed(4));
    expect(await proposed(cells(1_200, fixed(2)), four, cells(300, String))).toBe("decimal 18,4 price sure");
  });

  test("many small ones prove what one alone does not", async () => {
    const files = Array.from({ length: 5 }, (_, file) => cells(250, (at) => price(file * 250 + at).toFixed(2)));
    expect(await proposed(...files.slice(0, 3))).toBe("number 1.5 price sure");
    expect(await proposed(...files)).toBe("decimal 18,2 price sure");
  });

  test("one that is no decimal makes all of them numbers", async () => {
    expect(
      await proposed(
        cells(1_200, fixed(2)),
        cells(300, (at) => String(price(at))),
      ),
    ).toBe("number 1.5 price sure");
    expect(
      await proposed(
        cells(1_200, fixed(2)),
        cells(300, (at) => price(at).toPrecision(5)),
      ),
    ).toBe("number 1.5 price sure");
  });

  test("one that was looked at before decimals were leaves them numbers", async () => {
    const [first, second] = [await inspect(cells(1_200, fixed(2))), await inspect(cells(1_200, fixed(2)))];
    const older = { ...first, columns: first.columns.map(({ decimals: _, ...column }) => column) };
    expect(proposalFor([older, second]).columns[0]?.proposed).toMatchObject({ type: "number", format: "1.5" });
  });
});

test("the reason is told as long as the column is read as proposed", async () => {
  const [column] = proposalFor([await inspect(cells(1_200, trimmed(4)))]).columns;
  if (!column) throw new Error("There is no column.");
  expect(whyDecimal(column, column.proposed)).toBe(
    "every one of 1,200 sampled numbers has at most 4 decimals: kept exactly, and smaller",
  );
  expect(whyDecimal(column, { type: "number", format: "1.5" })).toBeUndefined();
});
