import { expectNoBarriers } from "./support/barriers.ts";
import { expect, test } from "./support/fixtures.ts";
import { takeScreenshots } from "./support/screenshots.ts";
import { answerTickerAndSector, chooseFiles, confirmColumns, csvFile, upload } from "./support/wizard.ts";

const file = (name: string, from: number) =>
  csvFile(
    `${name}.csv`,
    `Date,Close,Venue\n${Array.from({ length: 20 }, (_, day) => `2020-01-${String(from + (day % 10)).padStart(2, "0")},1${day}.5,XNYS`).join("\n")}\n`,
  );

test("what was answered once is saved, applied to the next files with these columns, taken back and removed", async ({
  page,
}) => {
  await page.goto("/recipes");
  await expect(page.getByRole("heading", { name: "No recipe is saved" })).toBeVisible();
  await expectNoBarriers(page);
  await chooseFiles(page, [file("aaa", 10)]);
  await upload(page, "First of its kind");
  await answerTickerAndSector(page, "Telecom");
  await confirmColumns(page);
  await page.getByRole("link", { name: "See the dataset" }).click();
  await page.getByLabel("Save as a recipe").fill("Daily closes");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved as Daily closes, version 1.")).toBeVisible();
  await takeScreenshots(page, "recipe-saved");

  await chooseFiles(page, [file("bbb", 11)]);
  await upload(page, "Second of its kind");
  const applied = page.getByRole("region", { name: "Recipe “Daily closes” version 1 applied" });
  await expect(applied).toContainText("It answered 2 questions.");
  await takeScreenshots(page, "recipe-applied");
  await expectNoBarriers(page);
  await applied.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("2 questions to answer first")).toBeVisible();
  await page.getByRole("button", { name: "Apply it" }).click();
  await expect(page.getByText("to answer first")).toHaveCount(0);
  await confirmColumns(page);

  await chooseFiles(page, [csvFile("ccc.csv", "Date,Close,Venue\n02.01.2020,1.5,XNYS\n03.01.2020,2.5,XNYS\n")]);
  await upload(page, "Of another kind");
  const misread = page.getByRole("region", { name: "version 1 has these columns, but is not applied" });
  await expect(misread).toContainText("It would misread most sampled values of “Date”, such as 02.01.2020");
  await takeScreenshots(page, "recipe-misread");
  await expectNoBarriers(page);
  await misread.getByRole("button", { name: "Apply it all the same" }).click();
  await expect(applied).toContainText("It misreads most sampled values of “Date”");

  await page.getByRole("link", { name: "Recipes", exact: true }).click();
  await expect(page.getByRole("rowheader", { name: "Daily closes" })).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download as JSON: Daily closes, version 1" }).click();
  expect((await download).suggestedFilename()).toBe("Daily closes 1.json");
  await takeScreenshots(page, "recipes");
  await expectNoBarriers(page);
  await page.setViewportSize({ width: 400, height: 800 });
  await takeScreenshots(page, "recipes-narrow");
  await page.getByRole("button", { name: "Remove Daily closes, version 1" }).click();
  await expect(page.getByRole("heading", { name: "No recipe is saved" })).toBeVisible();
});
