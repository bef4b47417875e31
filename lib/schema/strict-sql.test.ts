import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ColumnType } from "./contract.ts";
import type { Format } from "./format.ts";
import { FORMATS, findFormat, parseCell } from "./formats.ts";
import { isNullToken, strictColumn } from "./strict-sql.ts";

const DECIMAL_EDGES = ["38,0", "1,1", "38,38", "5,0"].flatMap((name) => findFormat("decimal", name) ?? []);
const OTHERS = [
  ["decimal", "12,2 1.234,5"],
  ["decimal", "9,0 (1 234,5)"],
  ["decimal", "18,4 $1,234.5"],
  ["integer", "(1,234)"],
  ["integer", "1.234-"],
  ["number", "($1,234.5)"],
  ["number", "EUR 1 234,5"],
  ["number", "kr 1'234.5-"],
  ["number", "(1,5%) as 0.015"],
  ["boolean", "J|ja/N|nein"],
  ["date", "dd/mm/yy to 2029"],
  ["date", "yymmdd to 2068"],
  ["date", "d mmm yy to 1999"],
  ["timestamp", "dd/mm/yyyy hh:mm:ss am zone"],
  ["timestamp", "yyyy-mm-dd hh:mm in America/New_York"],
  ["timestamp", "mm/dd/yy hh:mm:ss in Europe/London"],
].flatMap(([type, name = ""]) => findFormat(ColumnType.parse(type), name) ?? []);
const ALL = [...FORMATS, ...DECIMAL_EDGES, ...OTHERS];
const TOKENS = ["", "NA", "-999", "01.01.1900", "t"];

let duck: DuckDBConnection;
beforeAll(async () => {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  duck = await instance.connect();
  await duck.run("SET TimeZone = 'UTC'");
  await duck.run("CREATE TABLE cell (position INTEGER, raw VARCHAR)");
});
afterAll(() => duck.closeSync());

interface Answer {
  raw: string;
  value: string | null;
  isGood: boolean;
  reason: string;
}

/** What DuckDB makes of every text, under the column's strict expressions. */
async function inDuck(
  texts: readonly string[],
  format: Format,
  nullTokens: string[],
  trim: boolean,
): Promise<Answer[]> {
  await duck.run("DELETE FROM cell");
  const appender = await duck.createAppender("cell");
  texts.forEach((text, position) => {
    appender.appendInteger(position);
    appender.appendVarchar(text);
    appender.endRow();
  });
  appender.closeSync();
  const column = { type: format.type, format: format.name, nullTokens, trim };
  const strict = strictColumn("raw", column);
  const reader = await duck.runAndReadAll(`
    SELECT raw, CAST(${strict.value} AS VARCHAR), typeof(${strict.value}), ${strict.isGood}, ${strict.reason}, ${isNullToken("raw", column)}
    FROM cell ORDER BY position`);
  return reader.getRowsJson().map((row) => {
    expect(row[2]).toBe(strict.duckType);
    expect(typeof row[3]).toBe("boolean");
    expect(row[3]).toBe(row[1] !== null || row[5] === true);
    return {
      raw: String(row[0]),
      value: row[1] === null ? null : String(row[1]),
      isGood: row[3] === true,
      reason: String(row[4]),
    };
  });
}

/** The browser's reading in the same shape. */
function inBrowser(raw: string, format: Format, nullTokens: string[], trim: boolean) {
  const cell = parseCell(raw, format.type, format.name, nullTokens, trim);
  if (cell.kind === "misfit") return { raw, value: null, isGood: false, reason: cell.reason };
  return { raw, value: cell.kind === "null" ? null : comparable(cell.display, format), isGood: true };
}

function comparable(text: string, { type, sql }: Format): string {
  if (sql.type === "TIMESTAMP WITH TIME ZONE") return text.replace(/\+00$/, "Z");
  if (type === "number") return Object.is(Number(text), -0) ? "-0" : String(Number(text));
  // DuckDB leaves the zero before the point out when a DECIMAL has no digits there.
  return type === "decimal" ? text.replace(/^(-?)\./, "$10.") : text;
}

async function expectAgreement(
  texts: readonly string[],
  format: Format,
  nullTokens: string[],
  trim = false,
): Promise<void> {
  const answers = await inDuck(texts, format, nullTokens, trim);
  const ours = answers.map(({ raw, value, isGood, reason }) => ({
    raw,
    value: value === null ? null : comparable(value, format),
    isGood,
    ...(isGood ? {} : { reason }),
  }));
  expect(ours).toEqual(texts.map((text) => inBrowser(text, format, nullTokens, trim)));
}

const NASTY = [
  ..."007 0 00 -0 +0 +5 -5 1 1. .5 . 5. -.5 +.5 1.7 1.e5 1e5 1E+5 1e-5 1e 1e400 -1e400 1e-400 -1e-400 0e400 0.0e-999 1_000".split(
    " ",
  ),
  ..."1_0.5 0x10 0X1F 0b11 1f 1d 1,5 1,234 12,34 1,234,567 0,123 01,234 1,234.5 1.234,5 1.234 1.234.567,8 1,234,5 ½ ١٢٣ ２".split(
    " ",
  ),
  ..."NaN nan NAN inf -inf +Infinity infinity Infinity true True TRUE tRue T F t f yes Yes no NO y n epoch NA N/A null - -- -999 $1.50 €5 5% (1.5)".split(
    " ",
  ),
  ..."9223372036854775807 9223372036854775808 -9223372036854775808 -9223372036854775809 9007199254740993 1234567890123456789".split(
    " ",
  ),
  ..."12345678901234567890 99999999999999.9999 999999999999999.9999 1.00000 1.005 0.1234567890123456789 4.9e-324 2e-324 2.4703282292062328e-324".split(
    " ",
  ),
  ..."1.7976931348623157e308 1.7976931348623159e308 0.30000000000000004 5e-324 123456789012345678.9 1e22 1e23 8.41E+21 1e05 1e-05 -0.0 0.".split(
    " ",
  ),
  ..."2020-02-29 2020-02-30 2019-02-29 1900-02-29 2000-02-29 2020-13-01 2020-00-10 2020-01-00 0000-01-01 0001-01-01 9999-12-31 10000-01-01".split(
    " ",
  ),
  ..."2020-1-2 2020/1/2 2020/01/02 2020/02/30 01/02/2020 1/2/2020 31/12/2020 12/31/2020 31/04/2020 01/02/20 31.12.2020 1.2.2020 01-02-2020".split(
    " ",
  ),
  ..."20200102 20200230 202001 00010101 99991231 00000101 2020-W01 -2020-01-01 +2020-01-01 24:00 2020-01-01T00:00:00Z 2020-01-01BC".split(
    " ",
  ),
  ..."30/02/0000 29/02/0000 01.01.0000 01.01.1900 0/1/2020 1/0/2020 32/1/2020 00/00/0000".split(" "),
  "",
  " ",
  "\t",
  " 1",
  "1 ",
  "1\n",
  "\n1",
  "1\r",
  "1\v",
  "1\f",
  "1.5\t",
  "\u00a01",
  "1\u00a0",
  "1 000",
  "1 .5",
  "- 1",
  "1.5 ",
  "0.5\n",
  "8 Dec 2022",
  "08 dec 2022",
  "31-OCT-2023",
  "31-Oct 2023",
  "30 Feb 2020",
  "8  Dec 2022",
  "Dec 8, 2022",
  "dec 08, 2022",
  "Feb 29, 2019",
  "December 8, 2022",
  "Dec 8 2022",
  "May 1, 0001",
  "1 May 0000",
  "8 Sept 2022",
  "2020-01-02 13:45:00",
  "2020-01-02T13:45:00",
  "2020-01-02T13:45:00Z",
  "2020-01-02 24:00:00",
  "2020-01-02 23:59:60",
  "2020-01-02 23:59:59.999999",
  "2020-01-02 23:59:59.9999999",
  "2020-01-02 13:45",
  "2020-01-02 13:45:00.500",
  "2020-01-02 13:45:00.",
  "2020-01-02 13:45:00+01",
  "2020-01-02 13:45:00 UTC",
  "2020-02-30 00:00:00",
  "0001-01-01 00:00:00",
  "0000-12-31 23:59:59",
  "9999-12-31 23:59:59.999999",
  "10000-01-01 00:00:00",
  " 2020-01-02 00:00:00",
  "2020-01-02 00:00:00 ",
  "2020-01-02 00:00:00.000",
  "2020-01-1 ",
  " 2020-1-1",
  "2020-01-01 (BC)",
  "0044-03-15 (BC)",
  "290309-12-22",
  "2020-01- 1",
  "it's",
  '"',
  "\\",
  "\0",
  "1\0",
  "1.5\0",
  "2020-01-01\0",
  "naïve",
  "🙂",
  "𝟙",
  "1️⃣",
  "e5",
  "-e5",
  "+",
  "+-1",
  "--1",
  "1-",
  "1e5_0",
  "1__0",
  "1_",
  "_1",
  `1${"0".repeat(400)}`,
  `0.${"0".repeat(400)}1`,
  `${"9".repeat(38)}`,
  `0.${"1".repeat(38)}`,
  `0.${"1".repeat(39)}`,
  `1${"0".repeat(310)}.5`,
  `1e${"9".repeat(30)}`,
  `1e-${"9".repeat(30)}`,
  ..."$1 -$1.50 $-1.50 ($1.50) $(1.50) 1.50$ €1 1,50€ USD5 5USD kr5 (1.5) ((1)) (-1) (1,234) 1.5- 1,234- -1- 12.5% (5%) 5%% % $ () -5% 1e5% $1e5 −5 −1,234.5 +−5".split(
    " ",
  ),
  ..."$ 1.50|1,50 €|1 234,50|1 234,50|1 234|1’234.50|1'234|12 34|1 234 €|EUR 5|5 EUR|EUR 1e5|5 %|1 2 3".split("|"),
  ..."1'2'3|US$5|R$5|1.234.567 kr".split("|"),
  ..."9:30|09:30|9:30:00|24:00:00|23:59:60|9:5|9:60|09:30:00.5|09:30:00.000001|9:30 AM|12:30 a.m.|00:30 pm|13:00 PM|12:00:00PM".split(
    "|",
  ),
  ..."2020-01-02 02:30:00+05:30|2020-01-02T02:30:00-0330|2020-01-02 02:30:00 UTC|2020-01-02 02:30:00 EST|2020-01-02 02:30:00+15".split(
    "|",
  ),
  ..."0001-01-01 00:00:00+01|9999-12-31 23:59:59-01|2020-03-08 02:30|2020-11-01 01:30|2020-11-01 00:59|2020-11-01 02:00|2020-03-08 03:00".split(
    "|",
  ),
  ..."03/29/20 01:30:00|10/25/20 01:30:00|10/25/20 00:59:59.9|06/30/69 12:00:00|1969-12-31 23:59|2038-01-01 00:00|1/2/2020 3:04:05 pm+01".split(
    "|",
  ),
  ..."31/01/20|31/01/45|31/01/69|29/02/00|29/02/19|20200131|31012020|200131|2020-366|2019-366|2020-000|2020-W53-7|2021-W53-1|2020-W00-1".split(
    "|",
  ),
  ..."9999-W52-7|0001-W01-1|31JAN2020|31 January 2020|31-Jan-20|30-Feb-20|31/May/2020|2020-Feb-30|2020年2月30日|2020年1月31日|2020-02|13/2020".split(
    "|",
  ),
  ..."59|60|61|0|45292|2958465|2958466|2957003|2957004|45292.5|59.999999999|60.5|45292.9999999999|45292.604166666664|1704067200|1704067200000".split(
    "|",
  ),
  ..."-1704067200|99999999999|100000000000|-100000000000|1704067200123456|1704067200123456789|253402300800|J|ja|NEIN|Nein".split(
    "|",
  ),
];

test.each(ALL)("every nasty text means the same in DuckDB and in the browser: $type $name", async (format) => {
  await expectAgreement(NASTY, format, [""]);
  await expectAgreement(NASTY, format, []);
  await expectAgreement(NASTY, format, TOKENS);
});

const soup = (alphabet: string) => fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 24 });
const digits = fc.stringMatching(/^[+-]?[0-9]{1,20}([.,][0-9]{1,20})?([eE][+-]?[0-9]{1,3})?$/);
const pad = (value: number, length: number) => String(value).padStart(length, "0");
const day = fc
  .tuple(
    fc.integer({ min: 0, max: 10_001 }),
    fc.integer({ min: 0, max: 13 }),
    fc.integer({ min: 0, max: 32 }),
    fc.constantFrom("-", "/", ".", " ", ""),
  )
  .chain(([year, month, day, mark]) =>
    fc.constantFrom(
      [pad(year, 4), pad(month, 2), pad(day, 2)].join(mark),
      [pad(day, 2), pad(month, 2), pad(year, 4)].join(mark),
      [month, day, pad(year, 4)].join(mark),
      `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)} 12:30:59.25`,
    ),
  );
const texts = [
  soup("0123456789.,-+eE_ "),
  soup("0123456789/-.:TZ "),
  digits,
  fc.double().map(String),
  fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }).map(String),
  day,
  // Half a surrogate pair has no UTF-8 form, so no file holds one.
  fc.string({ unit: "grapheme" }),
];

test.each(ALL)("any text means the same in DuckDB and in the browser: $type $name", async (format) => {
  const inGrammar = fc.stringMatching(new RegExp(`^(?:${format.grammar})$`), { maxLength: 40 });
  const near = fc.tuple(inGrammar, soup("0123456789.,-()$% ")).map(([text, more]) => `${text}${more}`);
  const many = fc.array(fc.oneof({ arbitrary: inGrammar, weight: 6 }, near, ...texts), {
    minLength: 300,
    maxLength: 500,
  });
  await fc.assert(
    fc.asyncProperty(many, (cells) => expectAgreement(cells, format, ["", "0"])),
    { numRuns: 4 },
  );
});

test.each(ALL)("a trimmed cell means the same in DuckDB and in the browser: $type $name", async (format) => {
  const padded = NASTY.slice(0, 200).flatMap((text) => [` ${text}`, `${text}\u00a0\t`, `\n${text} `]);
  await expectAgreement(padded, format, ["", "NA"], true);
});

test("an empty unquoted cell reads as an empty text", async () => {
  for (const nullTokens of [[], [""]])
    for (const format of ALL) {
      const strict = strictColumn("raw", { type: format.type, format: format.name, nullTokens });
      const reader = await duck.runAndReadAll(
        `SELECT ${strict.isGood}, ${strict.value} FROM (VALUES (NULL::VARCHAR), ('')) t(raw)`,
      );
      const [whenNull, whenEmpty] = reader.getRowsJson();
      const cell = parseCell("", format.type, format.name, nullTokens);
      expect(whenNull?.[0]).toBe(cell.kind !== "misfit");
      expect(whenEmpty?.[0]).toBe(cell.kind !== "misfit");
      expect(whenNull?.[1]).toBe(cell.kind === "value" ? cell.display : null);
    }
});
