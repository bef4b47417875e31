import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { AppError } from "#lib/platform/errors.ts";
import { inspectSample } from "./inspect.ts";
import { readSample } from "./sample.ts";

const MiB = 2 ** 20;

/** A file of which only the bytes asked for are made. */
function counting(bytes: Buffer) {
  let read = 0;
  const sample = readSample(bytes.length, async (start, end) => {
    const part = bytes.subarray(start, end);
    read += part.length;
    return part;
  });
  return { sample, bytesRead: () => read };
}

const sampleOf = (content: string | Buffer) =>
  counting(typeof content === "string" ? Buffer.from(content) : content).sample;

async function refusal(content: string | Buffer): Promise<string> {
  try {
    inspectSample(await sampleOf(content));
  } catch (error) {
    if (error instanceof AppError && error.kind === "unreadable_csv") return error.message;
    throw error;
  }
  return "not refused";
}

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");

test.each<[string, string | Buffer, string]>([
  ["no bytes", "", "The file is empty."],
  ["only a byte order mark", "\ufeff", "nothing but blank space"],
  ["only newlines", "\n\r\n  \n", "nothing but blank space"],
  ["a PDF", "%PDF-1.7\n%âãÏÓ\n", "This is a PDF, not a CSV file"],
  ["a PNG", Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), "This is a PNG picture"],
  ["a ZIP", Buffer.from("PK\x03\x04\x14\0\0\0a.csv", "latin1"), "This is a ZIP archive"],
  ["a workbook", Buffer.from("PK\x03\x04\x14\0\0\0[Content_Types].xml", "latin1"), "This is an Excel workbook"],
  ["gzip that is cut off", gzipSync("a,b\n1,2\n").subarray(0, -4), "compressed with gzip and ends in the middle"],
  ["a PNG in gzip", gzipSync(Buffer.from("\x89PNG\r\n\x1a\n", "latin1")), "This is a PNG picture"],
  ["bzip2", "BZh91AY&SY", "compressed with bzip2"],
  ["a TAR archive in gzip", gzipSync(Buffer.concat([Buffer.alloc(257, "x"), Buffer.from("ustar")])), "a TAR archive"],
  ["Parquet", "PAR1\x15\x04", "This is a Parquet file"],
  ["a web page", "  <!DOCTYPE html>\n<title>403</title>", "This is a web page (HTML)"],
  ["JSON", '[{"date": "2020-01-01"}]', "This is JSON"],
  ["XML", '\ufeff<?xml version="1.0"?>', "This is XML"],
  ["a NUL byte", "a,b\n1,\0\n", "NUL bytes (the first is byte 7)"],
  ["a web page in UTF-16", utf16("<html>"), "This is a web page (HTML)"],
  ["UTF-32", Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), "UTF-32"],
  ["too many columns", `${Array.from({ length: 1_001 }, (_, i) => `c${i}`).join(",")}\n`, "The file has 1,001 columns"],
  ["far too many columns", `${"a,".repeat(100_000)}\n`, "The file has 100,001 columns"],
  ["a quote that is never closed", 'a,b\n1,"x\n2,y\n', "opens in the record at line 2 is never closed"],
  ["a header that does not fit its rows", "a,b\n1,2,3\n4,5,6\n", "The header has 2 columns, but most rows have 3"],
])("%s is refused with a sentence", async (_, content, sentence) => {
  expect(await refusal(content)).toContain(sentence);
});

test.each<[string, Buffer]>([
  ["alone", Buffer.alloc(200 * MiB, "x")],
  ["after a header", Buffer.concat([Buffer.from("a,b\n1,"), Buffer.alloc(50 * MiB, "x")])],
  ["after some rows", Buffer.concat([Buffer.from(`a,b\n${"1,2\n".repeat(1_000)}1,`), Buffer.alloc(50 * MiB, "x")])],
  ["in quotes", Buffer.concat([Buffer.from('a,b\n1,"'), Buffer.alloc(50 * MiB, "x\n")])],
])("an endless line %s is refused after a few MiB", async (_, content) => {
  const { sample, bytesRead } = counting(content);
  await expect(sample).rejects.toThrow(/line [12]|line 1,002/);
  await expect(sample).rejects.toThrow("longer than 2 MiB");
  expect(bytesRead()).toBeLessThanOrEqual(3 * MiB);
});

test("a long record that ends is read", async () => {
  const { rows } = await sampleOf(`a,b\n1,${"x".repeat(1.5 * MiB)}\n2,y\n`);
  expect(rows.map(([first]) => first)).toEqual(["1", "2"]);
});

test("a header alone is no failure, but said", async () => {
  const found = inspectSample(await sampleOf("date,ticker,close\n"));
  expect(found.warnings).toEqual(["There is a header but not a single row."]);
  expect(found.columns.map(({ source }) => source)).toEqual(["date", "ticker", "close"]);
});

test("a ragged row is counted and left to the conversion", async () => {
  const found = inspectSample(await sampleOf("a,b\n1,2\n3\n4,5\n6,7,8\n"));
  expect(found.sampledRows).toBe(2);
  expect(found.warnings.join()).toContain("2 of 4 sampled rows have another number of cells");
});

test("a large file is sampled at its beginning, middle and end, in records", async () => {
  const line = (row: number) => `${row},"a, ""b""\nc",${row % 7 === 0 ? "x\ny" : "z"}`.replaceAll(/x\ny/g, '"x\ny"');
  const content = Buffer.from(`n,note,flag\n${Array.from({ length: 400_000 }, (_, row) => line(row)).join("\n")}\n`);
  const { sample, bytesRead } = counting(content);
  const { rows } = await sample;
  const numbers = rows.map(([first]) => Number(first));
  expect(numbers[0]).toBe(0);
  expect(numbers.at(-1)).toBe(399_999);
  expect(numbers.some((number) => number > 190_000 && number < 230_000)).toBe(true);
  expect(rows.every((row) => row.length === 3 && row[1] === 'a, "b"\nc')).toBe(true);
  expect(bytesRead()).toBeLessThan(2 * MiB);
});

test("a character cut in two at a sample's end is no fault", async () => {
  const content = Buffer.from(`name\n${"é€🙂ü\n".repeat(200_000)}`);
  const { rows } = await sampleOf(content);
  expect(new Set(rows.map(([cell]) => cell))).toEqual(new Set(["é€🙂ü"]));
});
