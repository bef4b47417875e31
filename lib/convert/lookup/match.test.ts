import { beforeEach, expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import { runJob } from "#lib/platform/jobs/run-job.ts";
import type { User } from "#lib/platform/session.ts";
import { PLAIN_DIALECT, RecipeColumn } from "#lib/schema/contract.ts";
import { inspectFile, markFileFailed } from "#lib/schema/inspect.ts";
import { arrivedFile, emptyDataset, someone, withUploadServices } from "#lib/upload/uploads-under-test.ts";
import { RepeatsStart } from "../repeats/contract.ts";
import { countRepeats } from "../repeats/count-repeats.ts";
import { repeatsRequest } from "../repeats/keys.ts";
import { startRepeats } from "../repeats/repeats.ts";
import { listCandidates } from "./candidates.ts";
import { MatchRequest } from "./contract.ts";
import { matchLookup } from "./match.ts";

withUploadServices();

let owner: User;
let datasetId: string;
beforeEach(async () => {
  owner = await someone();
  datasetId = await emptyDataset(owner);
});

async function inspected(files: Record<string, string>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const { id } = await arrivedFile(owner, datasetId, path, content);
    const job = await db().job.findFirstOrThrow({ where: { subject: id, kind: "file.inspect" } });
    const handler = { work: inspectFile, failed: markFileFailed };
    await runJob("file.inspect", job.id, handler, new AbortController().signal);
  }
}

interface Asked {
  key?: object;
  lookup?: object;
}

async function ask({ key = {}, lookup = {} }: Asked = {}) {
  const request = {
    dialect: PLAIN_DIALECT,
    key: { from: "rows", source: "venue", ...key },
    lookup: { file: "venues.csv", lookupKey: "MIC", value: "Country", ...lookup },
  };
  return matchLookup(owner, datasetId, MatchRequest.parse(request));
}

const VENUES = "MIC,Country\nXETR,Germany\nXPAR,France\nXLON,\nXPAR,France\n";

test("the keys of the data are looked up before anything is confirmed, and what is not there is shown where it stands", async () => {
  await inspected({
    "a.csv": "day,venue\n2020-01-02,XPAR\n2020-01-02,XNYS\n2020-01-03,XNYS\n2020-01-03,\n",
    "b.csv": "day,venue\n2020-01-02,XETR\n2020-01-02,xlon\n2020-01-03, XPAR\n",
    "venues.csv": VENUES,
  });
  expect(await ask()).toEqual({
    problem: null,
    match: {
      of: "whole-files",
      files: { seen: 2, all: 2 },
      rows: 7,
      keyless: 1,
      keys: 5,
      found: 2,
      unmatched: [
        { key: "XNYS", file: "a.csv", row: 2 },
        { key: "xlon", file: "b.csv", row: 2 },
        { key: " XPAR", file: "b.csv", row: 3 },
      ],
      more: { ignoreCase: 1, trim: 1 },
      lookup: { keys: 3, empty: 1, repeated: 1 },
    },
  });
  const lenient = await ask({ key: { trim: true }, lookup: { ignoreCase: true } });
  expect(lenient.match).toMatchObject({ keys: 4, found: 3, more: { ignoreCase: 0, trim: 0 } });
});

test("keys from the files' names are those of every file", async () => {
  await inspected({ "xetr-1.csv": "a,b\n1,2\n", "xnys-2.csv": "a,b\n1,2\n", "venues.csv": VENUES });
  const { match } = await ask({ key: { from: "file-name", pattern: "([a-z]+)-" } });
  expect(match).toMatchObject({ of: "file-names", keys: 2, found: 1, rows: 0 });
  expect(match?.unmatched).toEqual([{ key: "XNYS", file: "xnys-2.csv", row: null }]);
});

test("of a large file a sample is looked at, and that is said", async () => {
  const lines = Array.from({ length: 120_000 }, (_, row) => `2020-01-02,${row % 2 ? "XETR" : `V${row % 500}`}`);
  await inspected({ "a.csv": `day,venue\n${lines.join("\n")}\n`, "venues.csv": VENUES });
  const { match } = await ask();
  expect(match).toMatchObject({ of: "samples", files: { seen: 1, all: 1 }, keys: 251, found: 1 });
  expect(match?.rows).toBeLessThan(120_000);
  expect(match?.unmatched[0]).toEqual({ key: "V0", file: "a.csv", row: 1 });
});

test("once every row was read for its keys, all of them count, and their places are known", async () => {
  const day = "a day with a filling of forty letters or more";
  const lines = Array.from({ length: 120_000 }, (_, row) =>
    row === 30_000 ? `${day},FAR` : `${day},${row % 2 ? "XETR" : ""}`,
  );
  await inspected({ "a.csv": `day,venue\n${lines.join("\n")}\n`, "venues.csv": VENUES });
  expect((await ask()).match).toMatchObject({ of: "samples", keys: 1 });
  const column = RecipeColumn.parse({ source: "venue", name: "venue", type: "text", format: "as-is" });
  const lookup = {
    file: "venues.csv",
    lookupKey: "MIC",
    value: "Country",
    ignoreCase: false,
    unmatched: "null",
  } as const;
  const derived = [{ name: "country", role: "none", from: "lookup", key: "venue", ...lookup } as const];
  const request = repeatsRequest({ dialect: PLAIN_DIALECT, columns: [column], derived });
  const status = await startRepeats(owner, datasetId, RepeatsStart.parse(request));
  expect(status.state).toBe("open");
  const handler = { work: countRepeats, failed: async () => {} };
  await runJob("dataset.repeats", status.jobId ?? "", handler, new AbortController().signal);
  expect((await ask()).match).toMatchObject({
    ...{ of: "whole-files", files: { seen: 1, all: 1 }, rows: 120_000, keyless: 59_999, keys: 2, found: 1 },
    unmatched: [{ key: "FAR", file: "a.csv", row: 30_001 }],
  });
  expect((await ask({ key: { trim: true } })).match).toMatchObject({ of: "samples" });
  await inspected({ "b.csv": "day,venue\n2020-01-02,XPAR\n" });
  expect((await ask()).match).toMatchObject({ of: "samples" });
});

test.each([
  ["a key with two values", `${VENUES}XETR,Austria\n`, {}, "“XETR” is in venues.csv twice: once with “Germany”, and"],
  ["two spellings of a key", `${VENUES}xetr,Austria\n`, { ignoreCase: true }, "twice, letter case aside"],
  ["a row that cannot be read", `${VENUES}XETR\n`, {}, "Row 5 of venues.csv has 1 cells where the header has 2"],
  ["another file", VENUES, { file: "other.csv" }, "other.csv is not here, or could not be read."],
  ["another column", VENUES, { value: "Land" }, "venues.csv has no column “Land”."],
])("%s is said instead of a count", async (_, venues, lookup, sentence) => {
  await inspected({ "a.csv": "day,venue\n2020-01-02,XPAR\n", "venues.csv": venues });
  expect(await ask({ lookup })).toEqual({ problem: expect.stringContaining(sentence), match: null });
});

test("files whose columns few others have are offered first, and nobody else's", async () => {
  await inspected({ "a.csv": "day,venue\n2020-01-02,XPAR\n", "b.csv": "day,venue\n2020-01-02,XPAR\n" });
  await inspected({ "venues.csv": VENUES });
  const { files, all } = await listCandidates(owner, datasetId);
  expect(files[0]).toEqual({ path: "venues.csv", columns: ["MIC", "Country"] });
  expect([files.length, all]).toEqual([3, 3]);
  const stranger = await someone();
  await expect(listCandidates(stranger, datasetId)).rejects.toMatchObject({ kind: "not_found" });
  owner = stranger;
  await expect(ask()).rejects.toMatchObject({ kind: "not_found" });
});
