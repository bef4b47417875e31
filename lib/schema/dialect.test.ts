import { expect, test } from "vitest";
import type { Dialect } from "./contract.ts";
import { detectDialect } from "./dialect.ts";

const detect = (text: string) => detectDialect(text, true);

test.each<[string, string, Partial<Dialect>, number]>([
  ["commas", "a,b\n1,2\n3,4\n", { delimiter: "," }, 2],
  ["semicolons with decimal commas", "a;b\n1,5;2,5\n3,5;4,5\n", { delimiter: ";" }, 2],
  ["semicolons with decimal commas and no header", "1,5;2,5\n3,5;4,5\n", { delimiter: ";", hasHeader: false }, 2],
  ["tabs around commas", "name\tcity\nDoe, J.\tBonn, DE\nRoe, R.\tRome, IT\n", { delimiter: "\t" }, 2],
  ["pipes", "a|b|c\n1|2|3\n", { delimiter: "|" }, 3],
  ["commas in quotes", 'a;b\n"1,2";"x,y"\n"3,4";"z,w"\n', { delimiter: ";" }, 2],
  ["one column", "close\n1.5\n2.5\n", { delimiter: "," }, 1],
  ["one column of sentences", "note\nwell, yes\nno\nplain\nother\n", { delimiter: ";" }, 1],
  ["one ragged row", "a,b\n1,2\n3\n", { delimiter: "," }, 2],
  ["CRLF", "a,b\r\n1,2\r\n", { delimiter: "," }, 2],
  ["CR alone", "a,b\r1,2\r3,4\r", { delimiter: "," }, 2],
  ["mixed newlines", "a,b\r\n1,2\n3,4\r", { delimiter: "," }, 2],
  ["no newline at the end", "a,b\n1,2", { delimiter: "," }, 2],
  ["an announced delimiter", "sep=;\na;b\n1;2\n", { delimiter: ";", skipLines: 1 }, 2],
  [
    "titles above the header",
    "Prices\nSource: Foo, Inc.\n\nDate,Symbol,Open,Close\n2020-01-01,T,1,2\n",
    { skipLines: 3 },
    4,
  ],
  ["a padded title", "Prices,,\n,,\nDate,Symbol,Close\n2020-01-01,T,2\n", { skipLines: 2 }, 3],
  ["remarks", "# made, on, Monday, by\n# hand\na,b\n1,2\n", { skipLines: 2 }, 2],
  ["blank lines between rows", "a,b\n\n1,2\n\n3,4\n", { skipLines: 0 }, 2],
])("%s", (_, text, expected, cells) => {
  const found = detect(text);
  expect(found.dialect).toMatchObject({ skipLines: 0, hasHeader: true, ...expected });
  expect(found.cells).toBe(cells);
});

test.each<[string, string, boolean]>([
  ["names above numbers", "a,b\n1,2\n", true],
  ["names above dates", "day\n2020-01-01\n", true],
  ["names above texts", "name,city\nAnn,Rome\nBob,Bonn\n", true],
  ["numbers above numbers", "1,2\n3,4\n", false],
  ["a row of data", "2020-01-01,AAPL,1.5\n2020-01-02,MSFT,1.6\n", false],
  ["texts that come again", "AAPL,TECH\nMSFT,TECH\n", false],
  ["names above a few texts among numbers", "a,b\n1,x\n2,y\n", true],
  ["a name left empty", ",close\n0,1.5\n1,1.6\n", true],
])("a header or not: %s", (_, text, hasHeader) => {
  expect(detect(text).dialect.hasHeader).toBe(hasHeader);
});

test("the record cut off by the sample's end is no row", () => {
  const found = detectDialect("a,b\n1,2\n3,", false);
  expect(found.rows).toEqual([["1", "2"]]);
  expect(found.tail?.start).toBe(8);
});

test.each<[string, string, Partial<Dialect>, string[][]]>([
  [
    "single quotes",
    "a,b\n'1,2',x\n'3,4',y\n",
    { quote: "'", escape: "'" },
    [
      ["1,2", "x"],
      ["3,4", "y"],
    ],
  ],
  [
    "apostrophes that quote nothing",
    "a,b\n'tis,x\no'er,y\n",
    { quote: '"' },
    [
      ["'tis", "x"],
      ["o'er", "y"],
    ],
  ],
  [
    "backslashes before quotes",
    'a,b\n"x \\"y\\", z",1\n"w, \\"v\\"",2\n',
    { quote: '"', escape: "\\" },
    [
      ['x "y", z', "1"],
      ['w, "v"', "2"],
    ],
  ],
  [
    "remarks between rows",
    "a,b\n1,2\n# noted\n3,4\n",
    { comment: "#" },
    [
      ["1", "2"],
      ["3", "4"],
    ],
  ],
  [
    "numbers with # in front",
    "a,b\n#1,2\n#3,4\n",
    { comment: "" },
    [
      ["#1", "2"],
      ["#3", "4"],
    ],
  ],
  [
    "one delimiter too many in every row",
    "a,b\n1,2,\n3,4,\n",
    { trailingDelimiter: true },
    [
      ["1", "2"],
      ["3", "4"],
    ],
  ],
  ["CRLF", "a,b\r\n1,2\r\n", { newline: "crlf" }, [["1", "2"]]],
  [
    "every newline",
    "a,b\r\n1,2\n3,4\r",
    { newline: "mixed" },
    [
      ["1", "2"],
      ["3", "4"],
    ],
  ],
  [
    "a sum at the end",
    "a,b\nx,2\ny,4\nTotal,6\n",
    { footerLines: 1, doubts: ["footerLines"] },
    [
      ["x", "2"],
      ["y", "4"],
    ],
  ],
  [
    "a source and a count at the end",
    "a,b\nx,2\ny,4\n\nSource: Foo\n2 rows\n",
    { footerLines: 2, doubts: ["footerLines"] },
    [
      ["x", "2"],
      ["y", "4"],
    ],
  ],
  [
    "a company called Total",
    "name,price\nShell,2\nTotal SA,4\n",
    { footerLines: 0 },
    [
      ["Shell", "2"],
      ["Total SA", "4"],
    ],
  ],
  [
    "units under the names",
    `day,open,close\n,USD,USD\n${[1, 2, 3, 4, 5, 6].map((n) => `2020-01-0${n},${n}.5,${n}.25\n`).join("")}`,
    { headerLines: 2 },
    [1, 2, 3, 4, 5, 6].map((n) => [`2020-01-0${n}`, `${n}.5`, `${n}.25`]),
  ],
])("%s", (_, text, expected, rows) => {
  const found = detect(text);
  expect(found.dialect).toMatchObject(expected);
  expect(found.rows).toEqual(rows);
});

test("a header of several lines is one line of names", () => {
  const rows = [1, 2, 3, 4, 5, 6].map((n) => `2020-01-0${n},${n}.5,${n}.25\n`).join("");
  const { header, dialect } = detect(`Price,Close,High\nTicker,AAPL,AAPL\nDate,,\n${rows}`);
  expect(dialect.headerLines).toBe(3);
  expect(header).toEqual(["Price Ticker Date", "Close AAPL", "High AAPL"]);
});

test.each([
  ["of other widths", "a,b,c\n1,2,3\n4,5,6\n\nx,y\n7,8\n9,10\n", "begins in line 5 with “x”"],
  [
    "of one width",
    "day,close\n2020-01-01,1\n2020-01-02,2\n\nday,volume\n2020-01-01,3\n",
    "begins in line 5 with “day”",
  ],
  [
    "of which the second is the longer",
    `a,b,c\n1,2,3\n4,5,6\n\nw,x,y,z,u,v\n${"1,2,3,4,5,6\n".repeat(9)}`,
    "begins in line 5 with “w”",
  ],
])("two tables %s in one file are refused", (_, text, sentence) => {
  expect(() => detect(text)).toThrow(sentence);
});

test.each([
  ["blank lines between rows", "a,b\n1,2\n\n3,4\n\n5,6\n"],
  [
    "words and values above the table",
    "Symbol,AAPL\nFrom,2020-01-01\nTo,2020-12-31\n\nday,open,close,volume\n2020-01-01,1,2,3\n2020-01-02,1,2,3\n2020-01-03,1,2,3\n",
  ],
  ["texts alone, with blank lines", "name,city\nAnn,Rome\n\nBob,Bonn\nEve,Oslo\n"],
])("%s are one table", (_, text) => {
  expect(() => detect(text)).not.toThrow();
});

test("one line alone may be names or a row: a person must say", () => {
  expect(detect("x\n").dialect.doubts).toEqual(["hasHeader"]);
  expect(detect("date,close\n").dialect.doubts).toEqual(["hasHeader"]);
  expect(detect("2020-01-02,1.5\n").dialect).toMatchObject({ hasHeader: false, doubts: [] });
});
