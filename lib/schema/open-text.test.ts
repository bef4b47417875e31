import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Dialect, PLAIN_DIALECT } from "./contract.ts";
import { openText } from "./open-text.ts";
import { readLines, splitRecords } from "./records.ts";

const dialect = (parts: Partial<Dialect>) => Dialect.parse({ ...PLAIN_DIALECT, ...parts });

async function read(bytes: Buffer, parts: Partial<Dialect>, chunkBytes = 5) {
  const opened = openText(dialect(parts));
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  const out: Buffer[] = [];
  for await (const chunk of opened.text(chunks())) out.push(Buffer.from(chunk));
  return { text: Buffer.concat(out).toString("utf8"), dialect: opened.dialect, facts: opened.facts() };
}

test.each<[string, string, Partial<Dialect>, string]>([
  ["nothing out of the ordinary", 'a,b\r\n1,"x\ny"\r\n', {}, 'a,b\r\n1,"x\ny"\r\n'],
  ["single quotes", "a,b\n'1,2','it''s'\n", { quote: "'", escape: "'" }, 'a,b\n"1,2",it\'s\n'],
  ["no quotes at all", 'a,b\n"x,5" y\n', { quote: "" }, 'a,b\n"""x","5"" y"\n'],
  ["backslashes before quotes", 'a,b\n"x \\"y\\"","c:\\\\d"\n', { escape: "\\" }, 'a,b\n"x ""y""",c:\\d\n'],
  ["remarks, also with quotes in them", "a,b\n# it's \"so\n1,2\n", { comment: "#" }, "a,b\n1,2\n"],
  ["a footer", "a,b\n1,2\n3,4\nTotal,6\n\n", { footerLines: 1 }, "a,b\n1,2\n3,4\n"],
  ["lines above the header", "Title\n\na,b\n1,2\nTotal,2\n", { skipLines: 2, footerLines: 1 }, "a,b\n1,2\n"],
  ["a header of two lines", "price,price\nclose,open\n1,2\n", { headerLines: 2 }, "price close,price open\n1,2\n"],
  [
    "one delimiter too many in every line",
    "a,b\n1,2,\n3,,\n4,5,6\n",
    { trailingDelimiter: true },
    "a,b\n1,2\n3,\n4,5,6\n",
  ],
  ["carriage returns, and no newline at the end", "a,b\r1,2\rTotal,2", { footerLines: 1 }, "a,b\n1,2\n"],
  ["no header", "1,2\n'3',4\n", { quote: "'", hasHeader: false }, "1,2\n3,4\n"],
  ["letters beyond ASCII", "à,b\n'é, ü',🙂\n", { quote: "'" }, 'à,b\n"é, ü",🙂\n'],
])("%s: what comes out is cut by any reader", async (_, text, parts, expected) => {
  for (const chunkBytes of [1, 5, 1_000])
    expect((await read(Buffer.from(text), parts, chunkBytes)).text).toBe(expected);
});

test("text behind a closing quote stays so, and is rejected by whoever reads it next", async () => {
  const { text } = await read(Buffer.from("a,b\n'x'y,2\n"), { quote: "'" });
  expect([...readLines(text, ",")].map(({ malformed }) => malformed)).toEqual([false, true]);
});

test("bytes that are not UTF-8 stay what they are", async () => {
  const { text } = await read(Buffer.from("a,b\n'x\xe9',2\n", "latin1"), { quote: "'" });
  expect(text).toBe("a,b\nx\ufffd,2\n");
});

test("what was left out is counted, and the stored file is known by its own bytes", async () => {
  const stored = gzipSync("a,b\n# x\n1,2\n# y\nTotal,2\n");
  const { text, facts, dialect: plain } = await read(stored, { comment: "#", footerLines: 1 });
  expect(text).toBe("a,b\n1,2\n");
  expect(facts).toEqual({
    bytes: stored.length,
    sha256: createHash("sha256").update(stored).digest("hex"),
    leftOut: { remarks: 2, footer: 1 },
  });
  expect(plain).toMatchObject({ comment: "", footerLines: 0, quote: '"', encoding: "utf-8" });
});

test.each([
  ["a quote that is never closed", "a,b\n'x,2\n3,4\n", /row 1 is never closed/],
  ["a record without end", `a,b\n'${"x".repeat(3_000_000)}`, /is never closed|longer than 2 MiB/],
])("%s is refused", async (_, text, sentence) => {
  await expect(read(Buffer.from(text), { quote: "'" }, 100_000)).rejects.toThrow(sentence);
});

test("every record of any dialect is the same record when it has been written anew", async () => {
  const cell = fc.string({ unit: fc.constantFrom("a", "1", ",", '"', "'", "\\", "#", " ", "é", "\n"), maxLength: 6 });
  const rows = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 });
  const dialects = fc.record({
    quote: fc.constantFrom<Dialect["quote"]>('"', "'"),
    escape: fc.constantFrom<Dialect["escape"]>('"', "\\"),
  });
  await fc.assert(
    fc.asyncProperty(
      rows,
      dialects,
      fc.integer({ min: 1, max: 9 }),
      async (table, { quote, escape: escaped }, chunkBytes) => {
        const escapedCell = (text: string) =>
          escaped === "\\" ? text.replace(/[\\"']/g, "\\$&") : text.replaceAll(quote, `${quote}${quote}`);
        const line = (cells: string[]) => cells.map((text) => `${quote}${escapedCell(text)}${quote}`).join(",");
        const text = `x,y\n${table.map(line).join("\n")}\n`;
        const { text: plain } = await read(Buffer.from(text), { quote, escape: escaped, comment: "#" }, chunkBytes);
        expect(splitRecords(plain, ",").slice(1)).toEqual(table);
      },
    ),
    { numRuns: 300 },
  );
});
