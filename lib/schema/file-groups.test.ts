import { expect, test } from "vitest";
import { groupFiles } from "./file-groups.ts";
import { inspectSample } from "./inspect.ts";
import { readSample } from "./sample.ts";

async function file(path: string, text: string) {
  const bytes = Buffer.from(text);
  const sample = await readSample(bytes.length, async (start, end) => bytes.subarray(start, end));
  return { path, inspection: inspectSample(sample) };
}

const ROWS = "2020-01-02,A,1.5\n2020-01-03,A,2.5\n";
const usual = () => Promise.all(["a", "b"].map((path) => file(path, `date,ticker,close\n${ROWS}`)));

test("files with the same columns are one group, whatever their order", async () => {
  const groups = groupFiles([...(await usual()), await file("c", "ticker,date,close\nA,2020-01-02,1.5\n")]);
  expect(groups).toMatchObject([{ files: 3, isReordered: true, missing: [], extra: [] }]);
});

test("missing, extra and renamed columns are told against the largest group", async () => {
  const other = await file("c", `date,ticker,last\n${ROWS}`);
  const longer = await file("d", "date,ticker,close,note\n2020-01-02,A,1.5,x\n");
  const [main, renamed, extra] = groupFiles([...(await usual()), other, longer]);
  expect(main).toMatchObject({ files: 2, examples: ["a", "b"], renamed: [] });
  expect(renamed).toMatchObject({ missing: ["close"], extra: ["last"], renamed: [{ from: "close", to: "last" }] });
  expect(extra).toMatchObject({ missing: [], extra: ["note"], renamed: [], isReordered: false });
});

test("a column of another type in some files is told, with how many values do not fit the usual one", async () => {
  const other = await file("c", "date,ticker,close\n2020-01-02,A,cheap\n2020-01-03,A,dear\n2020-01-04,A,2\n");
  const [main] = groupFiles([...(await usual()), other]);
  const here = { type: "text", format: "as-is" };
  expect(main?.retyped).toEqual([
    { source: "close", usual: { type: "number", format: "1.5" }, here, files: 1, misfits: 2 },
  ]);
});

test("a day written otherwise is another format of the same type", async () => {
  const other = await file("c", "date,ticker,close\n31/01/2020,A,1.5\n");
  const [main] = groupFiles([...(await usual()), other]);
  expect(main?.retyped).toMatchObject([{ source: "date", here: { type: "date", format: "dd/mm/yyyy" }, misfits: 1 }]);
});

test("values that fit the usual type are no difference, whatever else they look like", async () => {
  const other = await file("c", "date,ticker,close\n2020-01-02,7,2\n");
  expect(groupFiles([...(await usual()), other])[0]?.retyped).toEqual([]);
});
