import { expect, test } from "vitest";
import { Dialect, PLAIN_DIALECT } from "./contract.ts";
import { fileDialect } from "./file-dialect.ts";

const dialect = (parts: Partial<Dialect>) => Dialect.parse({ ...PLAIN_DIALECT, ...parts });
const own = (parts: Partial<Dialect>, isAscii = false) => ({ dialect: dialect(parts), isAscii });

test("a file that was never looked at is cut as the recipe says", () => {
  expect(fileDialect(dialect({ delimiter: ";" }), undefined)).toMatchObject({ delimiter: ";" });
});

test("what a file shows by itself goes before what most files of its dataset are", () => {
  const recipe = dialect({ skipLines: 3, delimiter: ";", footerLines: 2 });
  expect(fileDialect(recipe, own({ skipLines: 0, footerLines: 1 }))).toMatchObject({
    skipLines: 0,
    delimiter: ",",
    footerLines: 1,
  });
});

test("what a person decided holds for every file, or says that each file's own finding does", () => {
  const written = dialect({ footerLines: 0, decisions: { footerLines: "as-written" } });
  expect(fileDialect(written, own({ footerLines: 1, doubts: ["footerLines"] }))).toMatchObject({
    footerLines: 0,
    doubts: [],
  });
  const found = dialect({ footerLines: 1, decisions: { footerLines: "as-found" } });
  expect(fileDialect(found, own({ footerLines: 0 })).footerLines).toBe(0);
});

test.each<[string, ReturnType<typeof own>, Dialect["encoding"]]>([
  ["whose letters leave it open", own({ encoding: "gbk", doubts: ["encoding"] }), "windows-1252"],
  ["of which only ASCII was seen", own({}, true), "windows-1252"],
  ["that is UTF-8 for sure", own({}), "utf-8"],
  ["that is UTF-16 for sure", own({ encoding: "utf-16le" }), "utf-16le"],
])("an encoding that was decided is taken for a file %s, or not", (_, file, expected) => {
  const recipe = dialect({ encoding: "windows-1252", decisions: { encoding: "as-written" } });
  expect(fileDialect(recipe, file).encoding).toBe(expected);
});
