import { expect, test } from "vitest";
import { inspectSample } from "./inspect.ts";
import { proposalFor } from "./proposal.ts";
import { readSample } from "./sample.ts";

async function questionAbout(name: string, cells: string[]) {
  const bytes = Buffer.from(`${name};\n${cells.map((cell) => `${cell};\n`).join("")}`);
  const sample = await readSample(bytes.length, async (start, end) => bytes.subarray(start, end));
  const { questions } = proposalFor([inspectSample(sample)]);
  const [question] = questions;
  const readings = question?.readings.map(({ label, type, format, examples: [example] }) => {
    return `${label ?? `${type} ${format}`}: ${example?.raw} → ${example?.parsed}`;
  });
  return {
    kind: question?.kind,
    text: question?.text,
    readings,
    tokens: question?.readings.map((one) => one.nullTokens),
  };
}

test.each<[string, string, string[], string, string[]]>([
  [
    "a year of two digits",
    "born",
    ["31/01/45"],
    "century",
    ["date dd/mm/yy to 2029: 31/01/45 → 1945-01-31", "date dd/mm/yy to 2068: 31/01/45 → 2045-01-31"],
  ],
  ["percents", "gain", ["5%", "7.5%"], "percent", ["number 1.5% as 0.015: 5% → 0.05", "number 1.5% as 1.5: 5% → 5"]],
  [
    "digits with zeros in front",
    "lot",
    ["007", "12"],
    "leading-zeros",
    ["text as-is: 007 → 007", "integer 007: 007 → 7"],
  ],
  [
    "seconds since 1970",
    "timestamp",
    ["1704067200"],
    "epoch",
    ["timestamp epoch s: 1704067200 → 2024-01-01 00:00:00Z", "integer 123: 1704067200 → 1704067200"],
  ],
  [
    "seconds and milliseconds in one column",
    "open time",
    ["1704067200", "1704067200000"],
    "epoch",
    ["timestamp epoch s or ms: 1704067200000 → 2024-01-01 00:00:00Z", "integer 123: 1704067200000 → 1704067200000"],
  ],
  [
    "day numbers of a spreadsheet",
    "Date",
    ["45292"],
    "serial-date",
    ["date excel 1900: 45292 → 2024-01-01", "date excel 1904: 45292 → 2028-01-02", "integer 123: 45292 → 45292"],
  ],
  [
    "instants with and without a zone",
    "timestamp",
    ["2020-01-02 13:45:00", "2020-01-02T13:46:00Z"],
    "time-zone",
    [
      "timestamp yyyy-mm-dd hh:mm:ss in UTC: 2020-01-02 13:45:00 → 2020-01-02 13:45:00Z",
      "timestamp yyyy-mm-dd hh:mm:ss in America/New_York: 2020-01-02 13:45:00 → 2020-01-02 18:45:00Z",
      "timestamp yyyy-mm-dd hh:mm:ss in Europe/London: 2020-01-02 13:45:00 → 2020-01-02 13:45:00Z",
      "text as-is: 2020-01-02 13:45:00 → 2020-01-02 13:45:00",
    ],
  ],
  [
    "a ticker that also means that there is none",
    "ticker",
    ["AAPL", "NA"],
    "null-token",
    ["a ticker: NA → NA", "no value: NA → no value"],
  ],
])("%s: the readings stand side by side", async (_, name, cells, kind, readings) => {
  expect(await questionAbout(name, cells)).toMatchObject({ kind, readings });
});

test("the answer about a ticker's stand-ins is a list of null tokens", async () => {
  const { text, tokens } = await questionAbout("ticker", ["AAPL", "NA", "-"]);
  expect(text).toBe("“NA” in the column “ticker” can be a ticker or say that there is none. Which is right?");
  expect(tokens).toEqual([[""], ["", "NA", "-"]]);
});

test("a code by its name needs no question", async () => {
  expect((await questionAbout("zip code", ["01234", "90210"])).kind).toBe("ticker-missing");
});
