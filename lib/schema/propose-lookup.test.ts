import { expect, test } from "vitest";
import { inspectSample } from "./inspect.ts";
import { lookupProblems } from "./lookups.ts";
import { proposalFor } from "./proposal.ts";
import { findLookup, withLookup } from "./propose-lookup.ts";
import { readSample } from "./sample.ts";

async function file(path: string, text: string) {
  const bytes = Buffer.from(text);
  const sample = await readSample(bytes.length, async (start, end) => bytes.subarray(start, end));
  return { path, inspection: inspectSample(sample) };
}

const prices = () => file("prices.csv", "date,symbol,close\n2020-01-02,AAA,1.5\n2020-01-02,BBB,2.5\n");
const sectors = () => file("sectors.csv", "Symbol,Company,GICS Sector\nAAA,Alpha,Metals\nBBB,Beta,Software\n");

test("a second file with a sector for each ticker is proposed as a lookup", async () => {
  const files = [await prices(), await sectors()];
  const lookup = findLookup(files);
  expect(lookup?.path).toBe("sectors.csv");
  const { recipe } = proposalFor(files.slice(0, 1).map(({ inspection }) => inspection));
  const proposed = lookup && withLookup(recipe, lookup);
  expect(proposed?.derived).toMatchObject([
    { role: "sector", from: "lookup", file: "sectors.csv", key: "symbol", lookupKey: "Symbol", value: "GICS Sector" },
  ]);
  expect(proposed && lookupProblems(proposed, files)).toEqual({});
  expect(proposed && lookupProblems(proposed, files.slice(0, 1))).toEqual({
    "derived.0.file": "No file of this dataset is called sectors.csv.",
  });
});

test("two such files, or files that have sectors themselves, propose none", async () => {
  const own = await file("own.csv", "date,symbol,sector,close\n2020-01-02,AAA,Metals,1.5\n");
  expect(findLookup([await prices(), await sectors(), { ...(await sectors()), path: "b.csv" }])).toBeUndefined();
  expect(findLookup([own, await sectors()])).toBeUndefined();
});
