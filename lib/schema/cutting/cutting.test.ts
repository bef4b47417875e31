import { beforeEach, expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import { runJob } from "#lib/platform/jobs/run-job.ts";
import type { User } from "#lib/platform/session.ts";
import { arrivedFile, emptyDataset, someone, withUploadServices } from "#lib/upload/uploads-under-test.ts";
import { type Dialect, PLAIN_DIALECT } from "../contract.ts";
import { inspectFile, markFileFailed } from "../inspect.ts";
import { confirmRecipe, getInspectionView } from "../schema.ts";
import { PreviewRequest } from "./contract.ts";
import { cutFiles, previewCut } from "./cutting.ts";

withUploadServices();

let owner: User;
let datasetId: string;
beforeEach(async () => {
  owner = await someone();
  datasetId = await emptyDataset(owner);
});

async function arrived(path: string, content: BlobPart): Promise<string> {
  const { id } = await arrivedFile(owner, datasetId, path, content);
  await work();
  return id;
}

/** What a worker does with every file that waits for it. */
async function work(): Promise<void> {
  const jobs = await db().job.findMany({ where: { ownerId: owner.id, kind: "file.inspect", state: "queued" } });
  const handler = { work: inspectFile, failed: markFileFailed };
  for (const { id } of jobs) await runJob("file.inspect", id, handler, new AbortController().signal);
}

const preview = (change: Partial<Dialect>, more: Partial<PreviewRequest> = {}) =>
  previewCut(owner, datasetId, PreviewRequest.parse({ dialect: { ...PLAIN_DIALECT, ...written(change) }, ...more }));

const written = (change: Partial<Dialect>): Partial<Dialect> => ({
  ...change,
  decisions: Object.fromEntries(Object.keys(change).map((part) => [part, "as-written"])),
});

const sourcesNow = async () => (await getInspectionView(owner, datasetId)).recipe.columns.map(({ source }) => source);

const states = async () => {
  const files = await db().sourceFile.findMany({ where: { datasetId }, orderBy: { path: "asc" } });
  return files.map(({ path, state }) => `${path} ${state}`);
};

test("a file is shown as it is cut, and at once as it would be cut otherwise", async () => {
  await arrived("a.csv", "a;b,c\n1;2,3\n");
  expect(await preview({})).toMatchObject({ found: { delimiter: ";" }, dialect: { delimiter: ";" }, problem: null });
  const other = await preview({ delimiter: "," });
  expect(other.columns.map(({ source }) => source)).toEqual(["a;b", "c"]);
  expect(other).toMatchObject({
    found: { delimiter: ";" },
    dialect: { delimiter: "," },
    rows: [{ number: 1, cells: ["1;2", "3"] }],
  });
});

test("what cannot be cut so is a sentence, and what was found is still told", async () => {
  await arrived("a.csv", "a,b,c\n1,2,3\n4,5,6\n");
  expect(await preview({ headerLines: 2, skipLines: 1 })).toMatchObject({ problem: null, sampledRows: 0 });
  const wide = await arrived("b.csv", `${"a;".repeat(1_200)}\n${"1;".repeat(1_200)}\n`);
  expect(await preview({ delimiter: ";" }, { fileId: wide })).toMatchObject({
    problem: "The file has 1,201 columns; at most 1,000 can be read.",
    found: null,
    rows: [],
    columns: [],
  });
  const narrow = await arrived("c.csv", "a,b\n1;1,2;2\n3;3,4;4\n");
  expect(await preview({ delimiter: ";" }, { fileId: narrow })).toMatchObject({
    problem: expect.stringContaining("The header has 1 columns, but most rows have 3."),
    found: { delimiter: "," },
  });
});

test("letters that prove their encoding keep it, and that is said", async () => {
  await arrived("a.csv", "näme,b\n1,2\n");
  const proven = await preview({ encoding: "shift-jis" });
  expect(proven.dialect.encoding).toBe("utf-8");
  expect(proven.warnings[0]).toBe(
    "The letters of this file are UTF-8 beyond doubt, so it is read as that and not as Shift-JIS.",
  );
  const legacy = await arrived("b.csv", new Uint8Array(Buffer.from("n\xe4me,b\n1,2\n", "latin1")));
  const other = await preview({ encoding: "gbk" }, { fileId: legacy });
  expect(other.columns[0]?.source).toBe("n鋗e");
});

test("rows that do not fit come first when they are asked for, with their numbers", async () => {
  const lines = Array.from({ length: 200 }, (_, at) => `2020-01-01,${at === 150 ? "n/m" : at}`);
  await arrived("a.csv", `day,close\n${lines.join("\n")}\nonly one cell\n`);
  const { recipe } = await getInspectionView(owner, datasetId);
  const columns = recipe.columns.map((column) =>
    column.source === "close" ? { ...column, type: "integer" as const, format: "123" } : column,
  );
  const worst = await preview({}, { rows: "misfits", columns });
  expect(worst.rows).toEqual([{ number: 151, cells: ["2020-01-01", "n/m"] }]);
  const random = await preview({}, { rows: "random", seed: 7 });
  expect(random.rows).toHaveLength(50);
  expect(new Set(random.rows.map(({ number }) => number)).size).toBe(50);
  expect(await preview({}, { rows: "random", seed: 7 })).toEqual(random);
});

test("files cut otherwise are looked at again, those that come later too, and it can be taken back", async () => {
  await arrived("a.csv", "a;b,c\n1;2,3\n");
  await arrived("b.csv", "a;b,c\n4;5,6\n");
  await cutFiles(owner, datasetId, { dialect: { ...PLAIN_DIALECT, ...written({ delimiter: "," }) } });
  expect(await states()).toEqual(["a.csv uploaded", "b.csv uploaded"]);
  await work();
  await arrived("c.csv", "a;b,c\n7;8,9\n");
  expect(await sourcesNow()).toEqual(["a;b", "c"]);
  const { recipe } = await getInspectionView(owner, datasetId);
  expect(recipe.dialect).toMatchObject({ delimiter: ",", decisions: { delimiter: "as-written" } });
  expect(await confirmRecipe(owner, datasetId, recipe)).toMatchObject({ files: 3 });
  await expect(cutFiles(owner, datasetId, { dialect: PLAIN_DIALECT })).rejects.toMatchObject({ kind: "conflict" });
  await db().sourceFile.updateMany({ where: { datasetId }, data: { state: "converted" } });
  const dialect: Dialect = { ...PLAIN_DIALECT, decisions: { delimiter: "as-found" } };
  await cutFiles(owner, datasetId, { dialect });
  await work();
  expect(await sourcesNow()).toEqual(["a", "b,c"]);
  expect((await getInspectionView(owner, datasetId)).recipe.dialect.delimiter).toBe(";");
});

test("a file whose quote is never closed can be read with quotation marks that mean nothing, alone", async () => {
  await arrived("good.csv", 'name,close\n"A, B",1\nC,2\n');
  const broken = await arrived("height.csv", 'name,close\n"6 inch,1\nC,2\n');
  expect(await states()).toEqual(["good.csv inspected", "height.csv failed"]);
  const usual = await preview({}, { fileId: broken });
  expect(usual).toMatchObject({ found: null, rows: [] });
  expect(usual.problem).toContain("never closed");
  const dialect = { ...PLAIN_DIALECT, ...written({ quote: "" }) };
  expect((await preview({ quote: "" }, { fileId: broken })).rows).toEqual([
    { number: 1, cells: ['"6 inch', "1"] },
    { number: 2, cells: ["C", "2"] },
  ]);
  await cutFiles(owner, datasetId, { fileId: broken, dialect });
  expect(await states()).toEqual(["good.csv inspected", "height.csv inspected"]);
  expect((await getInspectionView(owner, datasetId)).recipe.dialect).toMatchObject({ quote: '"', decisions: {} });
  expect((await preview({}, { fileId: broken })).dialect.quote).toBe("");
});

test("a file that cannot be read when it is cut otherwise says so, holds nothing from before, and comes back", async () => {
  await arrived("a.csv", 'name,close\n"A, B",1\nC,2\n');
  await cutFiles(owner, datasetId, { dialect: { ...PLAIN_DIALECT, ...written({ quote: "" }) } });
  await work();
  expect(await states()).toEqual(["a.csv failed"]);
  expect(await sourcesNow()).toEqual([]);
  await cutFiles(owner, datasetId, { dialect: PLAIN_DIALECT });
  await work();
  expect(await states()).toEqual(["a.csv inspected"]);
});

test("nobody looks into or cuts another's files", async () => {
  const id = await arrived("a.csv", "a,b\n1,2\n");
  owner = await someone();
  await expect(preview({})).rejects.toMatchObject({ kind: "not_found" });
  await expect(preview({}, { fileId: id })).rejects.toMatchObject({ kind: "not_found" });
  await expect(cutFiles(owner, datasetId, { dialect: PLAIN_DIALECT })).rejects.toMatchObject({ kind: "not_found" });
});
