import { expect, test } from "vitest";
import { inspectSample } from "#lib/schema/inspect.ts";
import { proposalFor } from "#lib/schema/proposal.ts";
import { readSample } from "#lib/schema/sample.ts";
import { howToGoOn } from "./how-to-go-on.ts";

async function questionsOf(text: string) {
  const bytes = Buffer.from(text);
  const sample = await readSample(bytes.length, async (start, end) => bytes.subarray(start, end));
  return { open: proposalFor([inspectSample(sample)]).questions };
}

test("the example never is the answer that takes digits away", async () => {
  const asked = await questionsOf("ticker,sector,close\nA,X,0.12345678901234567\nB,X,1.5\n");
  expect(asked.open.map(({ kind, readings }) => [kind, readings[0]?.format])).toEqual([["lost-digits", "1.5 rounded"]]);
  expect(howToGoOn(asked)).toContain('such as --answer "close=38,17"');
});

test("the example is the likeliest answer, and names the question where it is about no column", async () => {
  const asked = await questionsOf("day,close\n01/02/2020,1.5\n02/03/2020,2.5\n");
  expect(howToGoOn(asked)).toContain('--answer "day=dd/mm/yyyy"');
});

test("where nothing is asked, the columns are to be accepted", () => {
  expect(howToGoOn({ open: [] })).toContain("Repeat the command with --accept");
});
