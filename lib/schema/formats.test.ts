import { describe, expect, test } from "vitest";
import { ColumnType } from "./contract.ts";
import { FORMATS, findFormat, parseCell } from "./formats.ts";
import { storedType } from "./stored-type.ts";

/** The value as people see it, or ✕ and why there is none. */
function read(short: string, text: string, trim = false): string {
  const [type, format = ""] = short.split(/ (.*)/);
  const cell = parseCell(text, ColumnType.parse(type), format, [], trim);
  if (cell.kind === "value") return cell.display;
  return cell.kind === "null" ? "null" : `✕ ${cell.reason}`;
}

test.each(FORMATS.filter(({ type }) => type !== "text"))("the example of $type $name fits it", (format) => {
  expect(parseCell(format.example, format.type, format.name, []).kind).toBe("value");
});

test("no two formats of a type have one name, and about thirty masks of days are known", () => {
  const names = FORMATS.map(({ type, name }) => `${type} ${name}`);
  expect(new Set(names).size).toBe(names.length);
  expect(FORMATS.filter(({ type }) => type === "date").length).toBeGreaterThan(30);
});

describe("numbers", () => {
  test.each<[string, string, string]>([
    ["integer 1.234", "1.234.567", "1234567"],
    ["integer 1 234", "1\u00a0234 567", "1234567"],
    ["integer 1'234", "1’234", "1234"],
    ["integer (1,234)", "(1,234)", "-1234"],
    ["integer 1,234-", "1,234-", "-1234"],
    ["integer 007", "007", "7"],
    ["integer 123", "007", "✕ leading zero"],
    ["integer 123", "−5", "-5"],
    ["integer 123", "#DIV/0!", "✕ an error of a spreadsheet"],
    ["integer 123", "$5", "✕ has a currency sign"],
    ["number 1.234,5", "1.234.567,8", "1234567.8"],
    ["number 1 234,5", "1\u202f234,5", "1234.5"],
    ["number 1'234.5", "1'234.5", "1234.5"],
    ["number 1.5", "1'234.5", "✕ has other separators between digits"],
    ["number 1.5", "(1.5)", "✕ has parentheses"],
    ["number 1.5", "1.5-", "✕ has a minus behind it"],
    ["number 1.5", "USD 5", "✕ has a currency sign"],
    ["number $1,234.5", "$1,234.50", "1234.5"],
    ["number $1,234.5", "-$1.5", "-1.5"],
    ["number $1,234.5", "$ -1.5", "-1.5"],
    ["number $1,234.5", "7", "7"],
    ["number $1,234.5", "€7", "✕ has a currency sign"],
    ["number €1.234,5", "1.234,50 €", "1234.5"],
    ["number USD 1.5", "1.5 USD", "1.5"],
    ["number ($1.5)", "($1.50)", "-1.5"],
    ["number ($1.5)", "$(1.50)", "-1.5"],
    ["number (1.5)", "(0)", "-0"],
    ["number (1.5)", "(-1)", "✕ has parentheses"],
    ["number 1.5% as 0.015", "12.5%", "0.125"],
    ["number 1.5% as 0.015", "7 %", "0.07"],
    ["number 1.5% as 0.015", "7", "✕ not a number with a percent sign"],
    ["number 1.5% as 1.5", "12.5%", "12.5"],
    ["number (1.5%) as 1.5", "(12.5%)", "-12.5"],
    ["decimal 9,2", "1.005", "✕ more than 2 decimals"],
    ["decimal 9,2 1.234,5", "1.234,5", "1234.50"],
    ["decimal 5,2 1,234.5", "1,234.5", "✕ more than 3 digits before the point"],
    ["decimal 9,2 ($1,234.5)", "($1,234.50)", "-1234.50"],
  ])("%s reads %j as %s", (short, text, expected) => {
    expect(read(short, text)).toBe(expected);
  });
});

describe("days", () => {
  test.each<[string, string, string]>([
    ["date yyyy-mm-dd", "2020-02-30", "✕ not a day in the calendar"],
    ["date yyyy-mm-dd", "2020-02-01 13:45:00", "✕ has a time of day"],
    ["date dd/mm/yy", "31/01/69", "1969-01-31"],
    ["date dd/mm/yy", "31/01/29", "2029-01-31"],
    ["date dd/mm/yy", "31/01/45", "✕ a year of two digits that can be 19.. or 20.."],
    ["date dd/mm/yy to 2029", "31/01/45", "1945-01-31"],
    ["date dd/mm/yy to 2068", "31/01/45", "2045-01-31"],
    ["date dd/mm/yy to 1999", "29/02/00", "✕ not a day in the calendar"],
    ["date yyyy-ddd", "2019-366", "✕ not a day in the calendar"],
    ["date yyyy-ddd", "2020-366", "2020-12-31"],
    ["date yyyy-Www-d", "2021-W53-1", "✕ not a day in the calendar"],
    ["date yyyy-Www-d", "2020-W53-7", "2021-01-03"],
    ["date yyyy年m月d日", "2020年1月31日", "2020-01-31"],
    ["date ddmmmyyyy", "31JAN2020", "2020-01-31"],
    ["date d mmmm yyyy", "31 september 2020", "✕ not a day in the calendar"],
    ["date yyyy-mm", "2020-02", "2020-02-01"],
    ["date excel 1900", "59", "1900-02-28"],
    ["date excel 1900", "60", "✕ 29 February 1900, which Excel counts though it never was"],
    ["date excel 1900", "61", "1900-03-01"],
    ["date excel 1900", "45292", "2024-01-01"],
    ["date excel 1904", "43830", "2024-01-01"],
    ["date excel 1904", "0", "1904-01-01"],
    ["date excel 1900", "45292.5", "✕ has a time of day"],
  ])("%s reads %j as %s", (short, text, expected) => {
    expect(read(short, text)).toBe(expected);
  });
});

describe("times and instants", () => {
  test.each<[string, string, string]>([
    ["time hh:mm:ss", "9:30:00.5", "09:30:00.5"],
    ["time hh:mm:ss", "24:00:00", "✕ 24 is no hour of a day: midnight is 00:00 of the next"],
    ["time hh:mm", "24:00", "✕ 24 is no hour of a day: midnight is 00:00 of the next"],
    ["time hh:mm:ss", "23:59:60", "✕ a leap second, which most databases do not have"],
    ["time hh:mm:ss", "2020-01-01 10:00:00", "✕ has a date"],
    ["time hh:mm am", "12:05 am", "00:05:00"],
    ["time hh:mm am", "12:05 P.M.", "12:05:00"],
    ["timestamp yyyy-mm-dd hh:mm:ss", "2020-01-02T13:45:00Z", "✕ has a time zone"],
    ["timestamp yyyy-mm-dd hh:mm:ss", "2020-01-02 24:00:00", "✕ 24 is no hour of a day: midnight is 00:00 of the next"],
    ["timestamp yyyy-mm-dd hh:mm:ss zone", "2020-01-02T13:45:00+05:30", "2020-01-02 08:15:00Z"],
    ["timestamp yyyy-mm-dd hh:mm:ss zone", "2020-01-02 13:45:00", "✕ has no time zone"],
    [
      "timestamp yyyy-mm-dd hh:mm:ss zone",
      "2020-01-02 13:45:00 EST",
      "✕ names its time zone: only distances such as +01:00 are sure",
    ],
    ["timestamp yyyy-mm-dd hh:mm:ss in America/New_York", "2020-07-02 09:30:00", "2020-07-02 13:30:00Z"],
    [
      "timestamp yyyy-mm-dd hh:mm:ss in America/New_York",
      "2020-03-08 02:30:00",
      "✕ never shown by the clocks of its zone: they were put forward",
    ],
    [
      "timestamp yyyy-mm-dd hh:mm:ss in America/New_York",
      "2020-11-01 01:30:00",
      "✕ shown twice by the clocks of its zone: they were put back",
    ],
    ["timestamp yyyy-mm-dd hh:mm:ss in America/New_York", "2020-11-01 01:30:00-05", "2020-11-01 06:30:00Z"],
    ["timestamp dd/mm/yyyy hh:mm", "31/01/2020 15:30", "2020-01-31 15:30:00"],
    ["timestamp mm/dd/yyyy hh:mm:ss am", "1/31/2020 3:30:00 PM", "2020-01-31 15:30:00"],
    ["timestamp epoch s", "1704067200", "2024-01-01 00:00:00Z"],
    ["timestamp epoch s", "1704067200000", "✕ counts another unit: it is too small or too large"],
    ["timestamp epoch ms", "1704067200123", "2024-01-01 00:00:00.123Z"],
    ["timestamp epoch ms", "1704067200", "✕ counts another unit: it is too small or too large"],
    ["timestamp epoch s or ms", "1704067200123", "2024-01-01 00:00:00.123Z"],
    ["timestamp epoch s or ms", "1704067200", "2024-01-01 00:00:00Z"],
    ["timestamp excel 1900 with time", "45292.604166666664", "2024-01-01 14:30:00"],
  ])("%s reads %j as %s", (short, text, expected) => {
    expect(read(short, text)).toBe(expected);
  });
});

test("blanks around a cell are a misfit, unless the column is trimmed", () => {
  expect(read("integer 123", " 5\u00a0")).toBe("✕ a space at the start or end");
  expect(read("integer 123", " 5\u00a0", true)).toBe("5");
  expect(read("text as-is", " a b ", true)).toBe("a b");
});

test.each([
  ["number", "1.5%"],
  ["number", "Fr 1.5"],
  ["number", "(1.5"],
  ["number", "constructor"],
  ["integer", "$123"],
  ["decimal", "9,2 1.5% as 0.015"],
  ["boolean", "yes/yes"],
  ["boolean", "yes"],
  ["date", "dd/mm/yyyy to 2029"],
  ["timestamp", "yyyy-mm-dd hh:mm:ss in Mars/Olympus"],
  ["timestamp", "yyyy-mm hh:mm"],
] as const)("%s has no format %s", (type, name) => {
  expect(findFormat(type, name)).toBeUndefined();
});

test.each([
  ["text", "as-is", "BYTE_ARRAY (STRING)", "text"],
  ["decimal", "18,2", "INT64 (DECIMAL(18,2))", "numeric(18,2)"],
  ["decimal", "38,10 1.234,5", "FIXED_LEN_BYTE_ARRAY (DECIMAL(38,10))", "numeric(38,10)"],
  ["time", "hh:mm", "INT64 (TIME, microseconds)", "time"],
  ["timestamp", "epoch ms", "INT64 (TIMESTAMP, microseconds, UTC)", "timestamptz"],
  ["timestamp", "dd/mm/yyyy hh:mm", "INT64 (TIMESTAMP, microseconds)", "timestamp"],
] as const)("%s %s is kept as %s, in Postgres as %s", (type, format, parquet, postgres) => {
  expect(storedType(type, format)).toEqual({ parquet, postgres });
});
