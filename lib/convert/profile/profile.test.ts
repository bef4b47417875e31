import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import type { User } from "#lib/platform/session.ts";
import type { ColumnProof } from "#lib/schema/profile/contract.ts";
import { cancelProfile, getColumnProofs, getProfileStatus, startProfile } from "#lib/schema/profile/profile.ts";
import { confirmRecipe, getInspectionView } from "#lib/schema/schema.ts";
import { someone, withUploadServices } from "#lib/upload/uploads-under-test.ts";
import { inspectedDataset, profileDataset } from "./profile-under-test.ts";

withUploadServices();

let owner: User;
beforeAll(async () => {
  owner = await someone();
});

const ROWS = 120_000;

/** A file too large for its sample to see every row: the value of each row (from 1), some of them told. */
function column(name: string, usual: (row: number) => string, told: Record<number, string> = {}, rows = ROWS): string {
  const lines = Array.from({ length: rows }, (_, at) => `${told[at + 1] ?? usual(at + 1)},${"x".repeat(30)}`);
  return `${name},padding\n${lines.join("\n")}\n`;
}

async function profiled(files: Record<string, string>) {
  const datasetId = await inspectedDataset(owner, files);
  const before = await getInspectionView(owner, datasetId);
  await profileDataset(owner, datasetId);
  const after = await getInspectionView(owner, datasetId);
  const [proof] = await getColumnProofs(owner, datasetId);
  if (!proof) throw new Error("There is no proof.");
  return { datasetId, before, after, proof };
}

const counts = ({ formats }: ColumnProof, type: string, format: string) => {
  const found = formats.find((one) => one.type === type && one.format === format);
  return found && [found.fits, found.misfits, found.changes];
};

describe("the end of a packed file", () => {
  const packed = (end: string) => {
    const rows = Array.from(
      { length: ROWS },
      (_, at) => `2020-01-02,T${at % 90},${at}.5,${"x".repeat(30)}${at % 7919}`,
    );
    return new Uint8Array(gzipSync(`date,ticker,close,note\n${rows.join("\n")}\n${end}`));
  };

  test("beyond its sample is asked about like that of any other, once it was read", async () => {
    const datasetId = await inspectedDataset(owner, { "a.csv.gz": packed("Total,,120000,\n") });
    const footers = async () =>
      (await getInspectionView(owner, datasetId)).questions.filter(({ kind }) => kind === "footer");
    expect(await footers()).toEqual([]);
    await profileDataset(owner, datasetId);
    const [asked] = await footers();
    expect(asked?.text).toBe("The file ends with “Total  120000”. Is that a row of data?");
    expect(asked?.readings.map(({ label, dialect }) => [label, dialect?.footerLines])).toEqual([
      ["no data", 1],
      ["data", 0],
    ]);
    const [proof] = await getColumnProofs(owner, datasetId);
    expect(proof).toMatchObject({ source: "date", values: ROWS, setAside: 0, worst: [] });
    expect(await startProfile(owner, datasetId, { again: false })).toMatchObject({ files: { open: 0, read: 1 } });
  });

  test("that is data asks nothing", async () => {
    const datasetId = await inspectedDataset(owner, { "a.csv.gz": packed("2020-01-03,U,1.5,z\n") });
    await profileDataset(owner, datasetId);
    const { questions, warnings } = await getInspectionView(owner, datasetId);
    expect(questions.map(({ kind }) => kind)).not.toContain("footer");
    expect(warnings.join(" ")).not.toContain("Only its beginning was looked at");
  });
});

describe("the whole file overturns what the sample said", () => {
  test("1.7 at row 30,000 of an integer column is found, with its row, and makes it a column of numbers", async () => {
    const { before, after, proof } = await profiled({ "a.csv": column("size", String, { 30000: "1.7" }) });
    expect(before.columns[0]?.proposed).toMatchObject({ type: "integer", format: "123" });
    expect(after.columns[0]?.proposed).toMatchObject({ type: "number", format: "1.5" });
    expect(counts(proof, "integer", "123")).toEqual([ROWS - 1, 1, 1]);
    expect(counts(proof, "number", "1.5")).toEqual([ROWS, 0, 0]);
    expect(proof.worst).toEqual([{ value: "1.7", row: 30_000, reason: "has a fraction", file: "a.csv" }]);
  });

  test("a third decimal at row 30,000 of exact decimals is found, with its row, and makes it a column of numbers", async () => {
    const cents = (row: number) => `${row % 500}.${10 + (row % 90)}`;
    const { before, after, proof } = await profiled({ "a.csv": column("close", cents, { 30000: "1.705" }) });
    expect(before.columns[0]?.proposed).toMatchObject({ type: "decimal", format: "18,2" });
    expect(after.columns[0]?.proposed).toMatchObject({ type: "number", format: "1.5" });
    expect(counts(proof, "decimal", "18,2")).toEqual([ROWS - 1, 1, 1]);
    expect(counts(proof, "number", "1.5")).toEqual([ROWS, 0, 0]);
    expect(proof.worst).toEqual([{ value: "1.705", row: 30_000, reason: "more than 2 decimals", file: "a.csv" }]);
  });

  test("exact decimals that every row keeps to are proved", async () => {
    const cents = (row: number) => `${row % 500}.${10 + (row % 90)}`;
    const { after, proof } = await profiled({ "a.csv": column("close", cents) });
    expect(after.columns[0]).toMatchObject({
      proposed: { type: "decimal", format: "18,2" },
      confidence: "sure",
      isWhole: true,
    });
    expect(counts(proof, "decimal", "18,2")).toEqual([ROWS, 0, 0]);
    expect([proof.min, proof.max]).toEqual(["0.10", "499.99"]);
  });

  test("one day above twelve decides the order of a date that every sampled value left open", async () => {
    const open = (row: number) => `0${(row % 9) + 1}/0${(row % 7) + 1}/2020`;
    const { before, after } = await profiled({ "a.csv": column("date", open, { 30000: "01/31/2020" }) });
    expect(before.questions.map(({ kind }) => kind)).toContain("date-order");
    expect(after.columns[0]).toMatchObject({ proposed: { type: "date", format: "mm/dd/yyyy" }, confidence: "sure" });
    expect(after.questions.map(({ kind }) => kind)).not.toContain("date-order");
  });

  test("leading zeros far behind the sample raise the question that they are", async () => {
    const { before, after, proof } = await profiled({ "a.csv": column("size", String, { 30000: "007" }) });
    expect(before.questions.map(({ kind }) => kind)).not.toContain("leading-zeros");
    expect(proof.traits).toEqual(["leading-zeros"]);
    expect(counts(proof, "integer", "123")).toEqual([ROWS - 1, 1, 1]);
    expect(after.questions).toContainEqual(expect.objectContaining({ kind: "leading-zeros", column: "size" }));
  });

  test.each([
    [
      "a fraction of more digits than a number keeps",
      (row: number) => `${row}.25`,
      "0.1234567890123456789",
      ["lost-digits"],
    ],
    [
      "seventeen digits of which a number keeps sixteen",
      (row: number) => `${row}.25`,
      "0.12345678901234567",
      ["lost-digits"],
    ],
    ["many digits before an exponent", (row: number) => `${row}.25`, "1.2345678901234567890e5", ["lost-digits"]],
    ["many digits behind a bare point", (row: number) => `${row}.25`, ".1234567890123456789", ["lost-digits"]],
    ["an amount with many digits", (row: number) => `$${row}.25`, "$0.1234567890123456789", ["lost-digits"]],
    ["many digits behind a comma", (row: number) => `"${row},25"`, '"0,12345678901234567"', ["lost-digits"]],
    ["a whole number of seventeen digits", (row: number) => `${row}.25`, "90071992547409931", ["lost-digits"]],
    [
      "a number of twenty digits",
      (row: number) => `${row}.25`,
      "12345678901234567890",
      ["long-numbers", "lost-digits"],
    ],
    ["a code that could be a number with an exponent", (row: number) => `${row}.25`, "12E45", ["like-codes"]],
    ["a telephone number", String, "+441632960000", ["like-codes"]],
  ])("%s far behind the sample makes a column of numbers one of texts", async (_, usual, odd, traits) => {
    const { before, after, proof } = await profiled({ "a.csv": column("share", usual, { 30000: odd }) });
    expect(before.recipe.columns[0]?.type).not.toBe("text");
    expect(proof.traits).toEqual(traits);
    expect(after.recipe.columns[0]).toMatchObject({ type: "text", format: "as-is" });
  });

  test("prices of more digits than a number keeps raise the question whether they are numbers, wherever they stand", async () => {
    const told = { 30000: "0.1234567890123456789" };
    const { before, after } = await profiled({ "a.csv": column("close", (row) => `${row}.25`, told) });
    expect(before.questions.map(({ kind }) => kind)).not.toContain("lost-digits");
    expect(after.questions.find(({ kind }) => kind === "lost-digits")?.text).toBe(
      "“0.1234567890123456789” in the column “close” can be 0.12345678901234568 or the text 0.1234567890123456789. Which is right?",
    );
  });

  test("numbers of as many digits as are kept, with a plus and with exponents, stay numbers", async () => {
    const told = {
      30000: "0.30000000000000004",
      30001: "+1234567.5",
      30002: "1.5e10",
      30003: "-1.50000000000000000000",
    };
    const { after, proof } = await profiled({ "a.csv": column("share", (row) => `${row}.25`, told) });
    expect(proof.traits).toEqual([]);
    expect(after.recipe.columns[0]).toMatchObject({ type: "number", format: "1.5" });
  });

  test("a text that stands for no value is one, wherever it stands", async () => {
    const { after, proof } = await profiled({ "a.csv": column("size", String, { 30000: "N/A", 30001: "" }) });
    expect(proof).toMatchObject({ values: ROWS - 1, nulls: 1, standIns: { texts: ["N/A"], count: 1 }, worst: [] });
    expect(after.recipe.columns[0]?.nullTokens).toContain("N/A");
  });
});

describe("what a plain reader would change is counted", () => {
  test.each([
    ["a fraction and leading zeros as whole numbers", "size", String, ["1.7", "007"], "integer", "123", 2],
    ["a number beyond all numbers", "close", (row: number) => `${row}.5`, ["1e400", "abc"], "number", "1.5", 1],
    ["a time of day behind a date", "date", () => "2020-01-02", ["2020-01-02 13:45:00"], "date", "yyyy-mm-dd", 1],
    [
      "days that no calendar has are not read at all",
      "date",
      () => "2020-01-02",
      ["2020-02-30"],
      "date",
      "yyyy-mm-dd",
      0,
    ],
  ] as const)("%s", async (_, name, usual, bad, type, format, changes) => {
    const told = Object.fromEntries(bad.map((text, at) => [30_000 + at, text]));
    const { proof } = await profiled({ "a.csv": column(name, usual, told) });
    expect(counts(proof, type, format)).toEqual([ROWS - bad.length, bad.length, changes]);
  });
});

test("what another type would reject and change is counted beside the proposed one", async () => {
  const { proof } = await profiled({ "a.csv": `size\n${"1\n".repeat(50)}1.7\n` });
  expect(counts(proof, "number", "1.5")).toEqual([51, 0, 0]);
  expect(counts(proof, "integer", "123")).toEqual([50, 1, 1]);
});

test("least, largest, empty, different and the shape of a column are those of all its values", async () => {
  const { proof } = await profiled({ "a.csv": column("close", (row) => `${row % 100}.25`, { 7: "-3.5", 8: "" }) });
  expect(proof).toMatchObject({ values: ROWS - 1, nulls: 1, min: "-3.50", max: "99.25", isWhole: true, files: 1 });
  expect(Math.abs(proof.distinct.count - 101)).toBeLessThan(3);
  expect(proof.bins).toHaveLength(12);
  expect(proof.bins.reduce((sum, { count }) => sum + count, 0)).toBeCloseTo(proof.values, 3);
});

test("the shape of a column of days is on the scale of days", async () => {
  const { proof } = await profiled({ "a.csv": `date\n${["2020-01-01", "2020-01-13"].join("\n")}\n` });
  expect(proof.bins.map(({ count }) => count)).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  expect([proof.bins[0]?.from, proof.bins.at(-1)?.to]).toEqual([18_262, 18_274]);
  expect(proof.top).toEqual([]);
});

test("the rows of a file with records set aside are those of the file", async () => {
  const { proof } = await profiled({
    "a.csv": `date,name\n2020-01-01,a\n2020-01-01,b,too many\n${"2020-01-02,c\n".repeat(50)}2020-02-30,d\n`,
  });
  expect(proof.setAside).toBe(1);
  expect(proof.worst).toEqual([{ value: "2020-02-30", row: 53, reason: "not a day in the calendar", file: "a.csv" }]);
});

test("files are merged, each misfit with its own file and row", async () => {
  const { proof, after } = await profiled({
    "a.csv": column("date", () => "2020-01-02", { 30000: "2020-13-01" }),
    "b.csv": column("date", () => "2019-01-02", { 40000: "soon" }),
  });
  expect(counts(proof, "date", "yyyy-mm-dd")).toEqual([2 * ROWS - 2, 2, 0]);
  expect(proof.worst.map(({ file, row }) => [file, row])).toEqual([
    ["a.csv", 30_000],
    ["b.csv", 40_000],
  ]);
  expect([proof.min, proof.max, proof.files, proof.isWhole]).toEqual(["2019-01-02", "2020-01-02", 2, true]);
  expect(after.columns[0]).toMatchObject({ isWhole: true, values: 2 * ROWS });
});

describe("asking for the whole files", () => {
  test("twice reads them once, and what is cancelled is read only when it is asked for again", async () => {
    const datasetId = await inspectedDataset(owner, { "a.csv": "date,close\n2020-01-02,1.5\n" });
    expect(await startProfile(owner, datasetId, { again: false })).toMatchObject({ files: { all: 1, open: 1 } });
    expect(await startProfile(owner, datasetId, { again: false })).toMatchObject({ files: { all: 1, open: 1 } });
    expect(await db().job.count({ where: { kind: "file.profile", datasetId } })).toBe(1);
    await cancelProfile(owner, datasetId);
    await db().job.updateMany({ where: { kind: "file.profile", datasetId }, data: { state: "cancelled" } });
    expect(await startProfile(owner, datasetId, { again: false })).toMatchObject({ files: { open: 0, cancelled: 1 } });
    expect(await startProfile(owner, datasetId, { again: true })).toMatchObject({ files: { open: 1, cancelled: 0 } });
    await profileDataset(owner, datasetId);
    const read = { files: { all: 1, read: 1, open: 0, cancelled: 0, failed: 0 } };
    expect(await getProfileStatus(owner, datasetId)).toMatchObject(read);
    expect(await startProfile(owner, datasetId, { again: true })).toMatchObject(read);
  });

  test("ends when a recipe is confirmed: what waits is dropped, for conversion reads the files now", async () => {
    const datasetId = await inspectedDataset(owner, { "a.csv": "date,close\n2020-01-02,1.5\n" });
    await startProfile(owner, datasetId, { again: false });
    const { recipe } = await getInspectionView(owner, datasetId);
    await confirmRecipe(owner, datasetId, recipe);
    expect(await db().job.count({ where: { kind: "file.profile", datasetId } })).toBe(0);
    expect(await db().job.count({ where: { kind: "file.convert", datasetId } })).toBe(1);
  });

  test("somebody else's dataset is not there", async () => {
    const datasetId = await inspectedDataset(owner, { "a.csv": "date,close\n2020-01-02,1.5\n" });
    const stranger = await someone();
    await expect(startProfile(stranger, datasetId, { again: false })).rejects.toMatchObject({ kind: "not_found" });
    await expect(getColumnProofs(stranger, datasetId)).rejects.toMatchObject({ kind: "not_found" });
    await expect(cancelProfile(stranger, datasetId)).rejects.toMatchObject({ kind: "not_found" });
  });
});
