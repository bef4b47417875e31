import { expect, test } from "vitest";
import type { Recipe } from "./contract.ts";
import { inspectSample } from "./inspect.ts";
import { lookupProblems } from "./lookups.ts";
import { proposalFor } from "./proposal.ts";
import { dataFiles, findLookup, withLookup } from "./propose-lookup.ts";
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

test("what a draft looks values up in is no data, beside what is proposed; something is left in any case", async () => {
  const rates = await file("rates.csv", "Venue,Fee\nXPAR,1\n");
  const all = [await prices(), rates, await sectors()];
  const split = (named?: string[], confirmed?: Recipe) => {
    const { data, lookup } = dataFiles(all, confirmed, named);
    return [data.map(({ path }) => path).join(), lookup?.path];
  };
  expect(split()).toEqual(["prices.csv,rates.csv,sectors.csv", undefined]);
  expect(split(["rates.csv"])).toEqual(["prices.csv", "sectors.csv"]);
  expect(split(["rates.csv", "sectors.csv"])).toEqual(["prices.csv", undefined]);
  expect(split(["prices.csv", "rates.csv"])).toEqual(["sectors.csv", undefined]);
  expect(split(["prices.csv", "rates.csv", "sectors.csv"])[0]).toBe("prices.csv,rates.csv,sectors.csv");
  const { recipe } = proposalFor([all[0]?.inspection ?? rates.inspection]);
  const confirmed = withLookup(recipe, await sectors());
  expect(split(undefined, confirmed)).toEqual(["prices.csv,rates.csv", undefined]);
  expect(split([], confirmed)).toEqual(["prices.csv,rates.csv,sectors.csv", undefined]);
});
