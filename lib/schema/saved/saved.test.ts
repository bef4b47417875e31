import { beforeEach, expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import { runJob } from "#lib/platform/jobs/run-job.ts";
import type { User } from "#lib/platform/session.ts";
import { inspectFile, markFileFailed } from "#lib/schema/inspect.ts";
import { confirmRecipe, getInspectionView } from "#lib/schema/schema.ts";
import { arrivedFile, emptyDataset, someone, withUploadServices } from "#lib/upload/uploads-under-test.ts";
import { getRecipe, listRecipes, removeRecipe, saveRecipe } from "./saved.ts";

withUploadServices();

let owner: User;
beforeEach(async () => {
  owner = await someone();
});

async function datasetOf(content: string, user = owner): Promise<string> {
  const datasetId = await emptyDataset(user);
  const { id } = await arrivedFile(user, datasetId, "prices.csv", content);
  const job = await db().job.findFirstOrThrow({ where: { subject: id, kind: "file.inspect" } });
  await runJob("file.inspect", job.id, { work: inspectFile, failed: markFileFailed }, new AbortController().signal);
  return datasetId;
}

/** Day-first or month-first is a question, and so is the sector. */
const ASKED = "Date,Ticker,Close\n01/02/2020,A,1.5\n02/03/2020,A,1.6\n";

async function confirmed(name: string, format = "dd/mm/yyyy"): Promise<string> {
  const datasetId = await datasetOf(ASKED);
  const { recipe } = await getInspectionView(owner, datasetId);
  const columns = recipe.columns.map((column) =>
    column.source === "Date" ? { ...column, type: "date" as const, format, role: "date" as const } : column,
  );
  await confirmRecipe(owner, datasetId, { ...recipe, columns, errors: { policy: "stop", budget: 0.01 } });
  await saveRecipe(owner, { name, datasetId });
  return datasetId;
}

test("a saved recipe answers the questions of the next files with its columns, in any order and spelling", async () => {
  await confirmed("Prices");
  const next = await getInspectionView(owner, await datasetOf("close,DATE,ticker\n1,03/04/2020,B\n2,04/05/2020,B\n"));
  expect(next.saved).toMatchObject({
    name: "Prices",
    version: 1,
    recipe: { errors: { policy: "stop", budget: 0.01 } },
  });
  expect(next.saved?.recipe.columns.find(({ source }) => source === "DATE")?.format).toBe("dd/mm/yyyy");
  expect(next.recipe.columns.find(({ source }) => source === "DATE")?.format).not.toBe("dd/mm/yyyy");
  expect(next.confirmed).toBeNull();
});

test("it leaves files with other columns alone, and other people's files", async () => {
  await confirmed("Prices");
  const other = await datasetOf(ASKED.replace("Close", "Closing"));
  expect((await getInspectionView(owner, other)).saved).toBeNull();
  const stranger = await someone();
  expect((await getInspectionView(stranger, await datasetOf(ASKED, stranger))).saved).toBeNull();
});

test("saved again it is the next version, and the same again is the same", async () => {
  const datasetId = await confirmed("Prices");
  await saveRecipe(owner, { name: "Prices", datasetId });
  await confirmed("Prices", "mm/dd/yyyy");
  const { recipes } = await listRecipes(owner);
  expect(recipes.map(({ name, version, columns }) => [name, version, columns])).toEqual([
    ["Prices", 2, 3],
    ["Prices", 1, 3],
  ]);
  expect((await getInspectionView(owner, await datasetOf(ASKED))).saved?.version).toBe(2);
});

test("it can be removed, by its owner alone; datasets keep theirs", async () => {
  const datasetId = await confirmed("Prices");
  const [saved] = (await listRecipes(owner)).recipes;
  const id = saved?.id ?? "";
  await expect(removeRecipe(await someone(), id)).rejects.toThrow("There is no such recipe.");
  expect((await getRecipe(owner, id)).recipe.columns).toHaveLength(3);
  await removeRecipe(owner, id);
  expect((await listRecipes(owner)).recipes).toEqual([]);
  expect((await getInspectionView(owner, datasetId)).confirmed?.version).toBe(1);
});

test("a recipe that does not fit says which columns differ", async () => {
  const datasetId = await confirmed("Prices");
  const { confirmed: used } = await getInspectionView(owner, datasetId);
  const other = await datasetOf(ASKED.replace("Close", "Adj Close"));
  if (!used) throw new Error("Nothing was confirmed");
  await expect(confirmRecipe(owner, other, used.recipe)).rejects.toThrow(
    "No file has a column “Close”. The recipe does not know “Adj Close”.",
  );
});
