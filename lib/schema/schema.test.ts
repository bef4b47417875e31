import { beforeEach, expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import { runJob } from "#lib/platform/jobs/run-job.ts";
import type { User } from "#lib/platform/session.ts";
import { deletePrefix } from "#lib/platform/storage.ts";
import { arrivedFile, emptyDataset, someone, withUploadServices } from "#lib/upload/uploads-under-test.ts";
import { answeredRecipe } from "./answers.ts";
import { inspectFile, markFileFailed } from "./inspect.ts";
import { InspectionView } from "./inspection-view.ts";
import { confirmRecipe, getInspectionView } from "./schema.ts";

withUploadServices();

let owner: User;
let datasetId: string;
beforeEach(async () => {
  owner = await someone();
  datasetId = await emptyDataset(owner);
});

/** Files that have arrived and whose inspection a worker has done. */
async function inspected(files: Record<string, BlobPart>): Promise<void> {
  for (const [path, content] of Object.entries(files))
    await inspect((await arrivedFile(owner, datasetId, path, content)).id);
}

async function inspect(fileId: string): Promise<void> {
  const job = await db().job.findFirstOrThrow({ where: { subject: fileId, kind: "file.inspect" } });
  const handler = { work: inspectFile, failed: markFileFailed };
  await runJob("file.inspect", job.id, handler, new AbortController().signal);
}

const fileStates = async () => {
  const files = await db().sourceFile.findMany({ where: { datasetId }, orderBy: { path: "asc" } });
  return files.map(({ path, state, failure }) => [path, state, failure]);
};

const conversions = () =>
  db().job.findMany({ where: { ownerId: owner.id, kind: "file.convert" }, select: { state: true, subject: true } });

const PRICES = "Date,Close,Adj Close,Volume\n2020-01-02,1.5,1.4,100\n2020-01-03,1.6,1.5,200\n";

test("two spellings of one header become one proposal", async () => {
  await inspected({ "aapl.csv": PRICES, "spx.csv": "date,close,adjclose,volume\n2020-01-02,10,9,1\n" });
  const view = await getInspectionView(owner, datasetId);
  expect(view.files).toEqual({ inspected: 2, waiting: 0, failed: 0 });
  expect(view.recipe.columns.map(({ name, type, role }) => [name, type, role])).toEqual([
    ["date", "date", "date"],
    ["close", "number", "none"],
    ["adj_close", "number", "price"],
    ["volume", "integer", "volume"],
  ]);
  expect(view.columns.map(({ presentIn, values }) => [presentIn, values])).toEqual(Array(4).fill([2, 3]));
  expect(view.warnings).toEqual([]);
  expect(view.paths).toEqual(["aapl.csv", "spx.csv"]);
  expect(InspectionView.parse(view)).toEqual(view);
});

test("a bad file fails with its sentence, and the others go on", async () => {
  await inspected({ "a.csv": PRICES, "b.csv": "%PDF-1.7", "c.csv": "a,b\n1,\0\n" });
  const states = await fileStates();
  expect(states[0]).toEqual(["a.csv", "inspected", null]);
  expect(states[1]).toEqual(["b.csv", "failed", "This is a PDF, not a CSV file. Export its tables as CSV."]);
  expect(states[2]?.[2]).toContain("NUL bytes");
  expect((await getInspectionView(owner, datasetId)).files).toEqual({ inspected: 1, waiting: 0, failed: 2 });
});

test("a file whose bytes are gone fails with a sentence", async () => {
  const { id } = await arrivedFile(owner, datasetId, "a.csv", PRICES);
  const { objectKey } = await db().sourceFile.findUniqueOrThrow({ where: { id } });
  await deletePrefix(objectKey);
  await inspect(id);
  expect((await fileStates())[0]?.[2]).toContain("no longer in the object store");
});

test("confirming stores the recipe and sends every inspected file to conversion, once", async () => {
  await inspected({ "a.csv": PRICES, "b.csv": PRICES });
  const { recipe } = await getInspectionView(owner, datasetId);
  const confirmed = await confirmRecipe(owner, datasetId, recipe);
  expect(confirmed).toMatchObject({ version: 1, files: 2 });
  expect((await fileStates()).map(([, state]) => state)).toEqual(["confirmed", "confirmed"]);
  expect(await conversions()).toHaveLength(2);
  expect(await confirmRecipe(owner, datasetId, recipe)).toEqual({ ...confirmed, files: 0 });
  expect((await getInspectionView(owner, datasetId)).confirmed).toEqual({ version: 1, recipe });
});

test("another recipe is another version and converts every file again", async () => {
  await inspected({ "a.csv": PRICES });
  const { recipe } = await getInspectionView(owner, datasetId);
  await confirmRecipe(owner, datasetId, recipe);
  const columns = recipe.columns.map((column) => ({ ...column, ignored: column.name === "volume" }));
  expect(await confirmRecipe(owner, datasetId, { ...recipe, columns })).toMatchObject({ version: 2, files: 1 });
  const next = await getInspectionView(owner, datasetId);
  expect(next.recipe.columns.find(({ name }) => name === "volume")?.ignored).toBe(true);
});

test("confirmations at once give versions one after another", async () => {
  await inspected({ "a.csv": PRICES });
  const { recipe } = await getInspectionView(owner, datasetId);
  const named = (name: string) => ({
    ...recipe,
    columns: recipe.columns.map((c) => (c.role === "price" ? { ...c, name } : c)),
  });
  const confirmed = await Promise.all(["a", "b", "c"].map((name) => confirmRecipe(owner, datasetId, named(name))));
  expect(confirmed.map(({ version }) => version).sort()).toEqual([1, 2, 3]);
});

test("an unanswered question is refused, and the answer is kept for files that come later", async () => {
  await inspected({ "a.csv": "Date,Close\n01/02/2020,1.5\n03/04/2020,1.6\n" });
  const { recipe, questions } = await getInspectionView(owner, datasetId);
  expect(questions.map(({ kind }) => kind)).toEqual(["date-order", "ticker-missing", "sector-missing"]);
  await expect(confirmRecipe(owner, datasetId, recipe)).rejects.toMatchObject({
    kind: "invalid_input",
    fields: { "columns.0.format": "Say how “Date” is to be read." },
  });
  expect(await conversions()).toEqual([]);
  const columns = recipe.columns.map((column) =>
    column.type === "date" ? { ...column, format: "mm/dd/yyyy" } : column,
  );
  await confirmRecipe(owner, datasetId, { ...recipe, columns });
  await inspected({ "b.csv": "Date,Close\n05/06/2020,1.5\n" });
  const later = await getInspectionView(owner, datasetId);
  expect(later.recipe.columns[0]?.format).toBe("mm/dd/yyyy");
  expect(later.questions.map(({ kind }) => kind)).not.toContain("date-order");
});

test("a column that some files lack is a warning that says what will happen", async () => {
  await inspected({
    "a.csv": PRICES,
    "b.csv": "Date,Close,Adj Close\n2020-01-02,1.5,1.4\n",
    "c.csv": "Date;Close;Note\n2020-01-02;1;x\n",
  });
  const { warnings } = await getInspectionView(owner, datasetId);
  expect(warnings).toEqual([
    "1 of 3 files has no column “Adj Close”. They will be refused, unless the column is left out, need not be there, or is there under another name.",
    "2 of 3 files have no column “Volume”. They will be refused, unless the column is left out, need not be there, or is there under another name.",
    "2 of 3 files have no column “Note”. Their rows have no value there, unless the column is left out.",
  ]);
});

test("a later file's new column is proposed where the recipe adds such, and waits until something is said of it", async () => {
  await inspected({ "a.csv": PRICES });
  const first = (await getInspectionView(owner, datasetId)).recipe;
  const adding = { ...first, drift: { extra: "evolve" as const } };
  await confirmRecipe(owner, datasetId, adding);
  await inspected({ "b.csv": "Date,Close,Adj Close,Volume,Trades\n2020-01-02,1.5,1.4,100,7\n" });
  await expect(confirmRecipe(owner, datasetId, adding)).rejects.toThrow(
    "Some files have “Trades”, which the recipe would add",
  );
  expect(await fileStates()).toEqual([
    ["a.csv", "confirmed", null],
    ["b.csv", "inspected", null],
  ]);
  const { recipe } = await getInspectionView(owner, datasetId);
  expect(recipe.columns.at(-1)).toMatchObject({ source: "Trades", type: "integer", missing: "evolve" });
  expect(await confirmRecipe(owner, datasetId, recipe)).toMatchObject({ version: 2, files: 2 });
});

test("a file without a line of names among others is a warning that says what will happen", async () => {
  await inspected({ "a.csv": PRICES, "b.csv": PRICES, "c.csv": "2020-01-02,1.5,1.4,100\n2020-01-03,1.6,1.5,200\n" });
  const { warnings } = await getInspectionView(owner, datasetId);
  expect(warnings[0]).toBe(
    "c.csv: no line of names, unlike the other files. They will be refused; put them in a dataset of their own.",
  );
});

test("an encoding that the bytes leave open is refused until it is answered, and the answer is kept", async () => {
  const content = new Uint8Array(Buffer.from("name,close\nM\xfcller,1.5\n", "latin1"));
  await inspected({ "a.csv": content });
  const { recipe, questions } = await getInspectionView(owner, datasetId);
  const [question] = questions;
  expect(question).toMatchObject({ kind: "encoding", column: "" });
  expect(question?.readings[0]?.examples).toEqual([{ raw: "M\\xfcller", parsed: "Müller" }]);
  await expect(confirmRecipe(owner, datasetId, recipe)).rejects.toMatchObject({
    fields: { "dialect.encoding": "Say which encoding the files are in." },
  });
  const [reading] = question?.readings ?? [];
  if (!question || !reading) throw new Error("nothing was asked");
  await confirmRecipe(owner, datasetId, answeredRecipe(recipe, question, reading));
  await inspected({ "b.csv": content });
  const later = await getInspectionView(owner, datasetId);
  expect(later.recipe.dialect).toMatchObject({ encoding: "windows-1252", doubts: [] });
  expect(later.questions.map(({ kind }) => kind)).not.toContain("encoding");
});

test("nobody sees or confirms another's dataset", async () => {
  await inspected({ "a.csv": PRICES });
  const { recipe } = await getInspectionView(owner, datasetId);
  const stranger = await someone();
  await expect(getInspectionView(stranger, datasetId)).rejects.toMatchObject({ kind: "not_found" });
  await expect(confirmRecipe(stranger, datasetId, recipe)).rejects.toMatchObject({ kind: "not_found" });
});

test("a dataset without an inspected file proposes nothing and takes no recipe", async () => {
  const view = await getInspectionView(owner, datasetId);
  expect(view).toMatchObject({ columns: [], questions: [], warnings: [], confirmed: null });
  expect(InspectionView.parse(view)).toEqual(view);
  await inspected({ "a.csv": PRICES });
  const { recipe } = await getInspectionView(owner, datasetId);
  datasetId = await emptyDataset(owner);
  await expect(confirmRecipe(owner, datasetId, recipe)).rejects.toThrow("No file of this dataset has been inspected");
});
