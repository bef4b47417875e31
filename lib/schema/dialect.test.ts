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
