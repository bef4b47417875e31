import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ColumnType } from "./contract.ts";
import type { Format } from "./format.ts";
import { FORMATS, findFormat, parseCell } from "./formats.ts";
import { NASTY } from "./nasty-texts-under-test.ts";
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
