import { expect, test } from "vitest";
import { chosenFrom, joined, proposedName } from "./chosen-files.ts";

const file = (name: string, relativePath?: string) =>
  Object.assign(new File(["x"], name, { lastModified: 5 }), relativePath === undefined ? {} : { relativePath });

test("files keep the folders they were dropped with, without a leading slash or dot", () => {
  const { sources } = chosenFrom([file("a.csv", "/drawer/a.csv"), file("b.csv", "./b.csv"), file("c.csv")]);
  expect(sources.map(({ path }) => path)).toEqual(["b.csv", "c.csv", "drawer/a.csv"]);
});

test("a folder may hold other things: they are named, hidden files are not", () => {
  const { sources, leftOut } = chosenFrom([
    file("a.CSV"),
    file("notes.pdf"),
    file(".DS_Store"),
    file("x", ".git/a.csv"),
  ]);
  expect(sources.map(({ path }) => path)).toEqual(["a.CSV"]);
  expect(leftOut).toEqual(["notes.pdf"]);
});

test("files come in the order of their names, as people count", () => {
  const { sources } = chosenFrom([file("b/part 10.csv"), file("b/part 2.csv"), file("a/z.csv")]);
  expect(sources.map(({ path }) => path)).toEqual(["a/z.csv", "b/part 2.csv", "b/part 10.csv"]);
});

test("compressed tables are taken, other compressed files are not", () => {
  const { sources, leftOut } = chosenFrom([file("a.csv.gz"), file("b.TSV.ZST"), file("photos.zip"), file("c.gz")]);
  expect(sources.map(({ path }) => path)).toEqual(["a.csv.gz", "b.TSV.ZST"]);
  expect(leftOut).toEqual(["c.gz", "photos.zip"]);
});

test("choosing a path again replaces the file and keeps its place", () => {
  const [first, second, again] = [file("a.csv"), file("b.csv"), file("a.csv")];
  const { sources } = joined(chosenFrom([first, second]), chosenFrom([again]));
  expect(sources.map(({ blob }) => blob)).toEqual([again, second]);
});

test.each([
  [[], ""],
  [["aapl.csv"], "aapl"],
  [["aapl.csv.gz"], "aapl"],
  [["drawer/a.csv", "drawer/deep/b.csv"], "drawer"],
  [["drawer/a.csv", "other/b.csv"], "a and 1 more"],
  [["a.csv", "b.csv", "c.csv"], "a and 2 more"],
])("the dataset of %j is proposed as %j", (paths, name) => {
  expect(proposedName(paths)).toBe(name);
});
