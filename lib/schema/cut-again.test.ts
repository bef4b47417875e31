import { expect, test } from "vitest";
import type { Dialect } from "./contract.ts";
import { inspectRows, inspectSample } from "./inspect.ts";
import { cutAgain, readSample } from "./sample.ts";

async function cutBoth(content: string | Buffer, change: Partial<Dialect>) {
  const bytes = Buffer.from(content);
  const sample = await readSample(bytes.length, async (start, end) => bytes.subarray(start, end));
  const before = inspectSample(sample);
  const { rows, ...cut } = cutAgain(sample, { ...before.dialect, ...change });
  return { before, rows, after: inspectRows({ ...cut, rows }) };
}

test.each<[string, string | Buffer, Partial<Dialect>, string[], string[][]]>([
  ["another delimiter", "a;b,c\n1;2,3\n", { delimiter: "," }, ["a;b", "c"], [["1;2", "3"]]],
  [
    "no quotes",
    'a,b\n"1",2\n"3",4\n',
    { quote: "" },
    ["a", "b"],
    [
      ['"1"', "2"],
      ['"3"', "4"],
    ],
  ],
  [
    "no header",
    "a,b\n1,2\n",
    { hasHeader: false },
    ["column_1", "column_2"],
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  ["a header of two lines", "x,y\na,b\n1,2\n", { headerLines: 2 }, ["x a", "y b"], [["1", "2"]]],
  ["lines left out above", "t,u\na,b\n1,2\n", { skipLines: 1 }, ["a", "b"], [["1", "2"]]],
  ["lines left out below", "a,b\n1,2\n3,4\n", { footerLines: 1 }, ["a", "b"], [["1", "2"]]],
  ["remarks", "a,b\n1,2\n//,4\n", { comment: "//" }, ["a", "b"], [["1", "2"]]],
  ["another encoding", Buffer.from("n\xe4me,b\n1,2\n", "latin1"), { encoding: "gbk" }, ["n鋗e", "b"], [["1", "2"]]],
])("%s shows its effect on the sample at once", async (_, content, change, names, rows) => {
  const { after, rows: left } = await cutBoth(content, change);
  expect(after.columns.map(({ source }) => source)).toEqual(names);
  expect(left).toEqual(rows);
});

test("types follow the rows that remain", async () => {
  const { before, after } = await cutBoth("day,close\n2020-01-01,1\n2020-01-02,2\nn/m,oops\n", { footerLines: 1 });
  expect(before.columns.map(({ proposed }) => proposed.type)).toEqual(["text", "text"]);
  expect(after.columns.map(({ proposed }) => proposed.type)).toEqual(["date", "number"]);
});

test("a dialect under which the file cannot be read says why", async () => {
  const content = Buffer.from("n\xe4me,b\n\x81,2\n", "latin1");
  await expect(cutBoth(content, { encoding: "windows-1252" })).rejects.toThrow("The text is not Windows-1252");
});
