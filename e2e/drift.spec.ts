import type { Page } from "@playwright/test";
import { expectNoBarriers } from "./support/barriers.ts";
import { expect, test } from "./support/fixtures.ts";
import { takeScreenshots } from "./support/screenshots.ts";
import { chooseFiles, confirmColumns, csvFile, upload } from "./support/wizard.ts";

const FILES = {
  "a.csv": "date,ticker,sector,close,volume\n2020-01-02,AAA,Metals,1.5,10\n2020-01-03,AAA,Metals,1.6,11\n",
  "b.csv": "date,ticker,sector,close,volume\n2020-01-02,BBB,Metals,2.5,20\n2020-01-03,BBB,Metals,2.6,21\n",
  "reordered.csv": "volume,close,date,ticker,sector\n30,3.5,2020-01-02,CCC,Metals\n",
  "renamed.csv": "date,ticker,sector,close_last,volume\n2020-01-02,DDD,Metals,4.5,40\n",
  "shorter.csv": "date,ticker,sector,close\n2020-01-02,EEE,Metals,5.5\n",
};

const send = (page: Page, files: Record<string, string>) =>
  chooseFiles(
    page,
    Object.entries(files).map(([name, text]) => csvFile(name, text)),
  );

/** Light and dark, wide and narrow; nothing is wider than a narrow window. */
async function look(page: Page, name: string): Promise<void> {
  for (const width of [1400, 400]) {
    await page.setViewportSize({ width, height: 900 });
    await takeScreenshots(page, `${name}-${width}`);
    await expectNoBarriers(page);
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
  await page.setViewportSize({ width: 1280, height: 800 });
}

test("files that differ are shown side by side, decided column by column, and become one dataset", async ({ page }) => {
  await send(page, FILES);
  const datasetId = await upload(page, "Differing");
  await expect(page.getByText("columns in another order, which is harmless")).toBeVisible();
  await expect(page.getByText("“close_last” may be “close” under another name")).toBeVisible();
  const extra = page.getByLabel("Columns that most files do not have, here and in later files");
  await expect(extra).toHaveValue("evolve");
  await expect(page.getByLabel("“close_last”, in 1 of 5 files")).toHaveValue("evolve");
  await page.getByLabel("“close_last”, in 1 of 5 files").selectOption("It is “close” under another name (likely)");
  await expect(extra.getByRole("option", { selected: true })).toHaveText("Decided one by one");
  await page.getByLabel("“volume”, in 4 of 5 files").selectOption("evolve");
  await look(page, "drift");
  await confirmColumns(page);
  await expect(page.getByText("7 rows read = 7 good + 0 rejected")).toBeVisible();
  await page.goto(`/datasets/${datasetId}`);
  const differing = page.getByRole("region", { name: "1 file differs from the recipe" });
  await expect(differing).toContainText("“volume” is missing in 1 file: no value there in 1 row.");
  await expect(page.getByRole("row", { name: /shorter\.csv/ })).toContainText("Without “volume”");
  await takeScreenshots(page, "drift-converted");
  await expectNoBarriers(page);
});

const RETYPED = {
  "a.csv": "date,ticker,sector,close,lots\n2020-01-02,AAA,Metals,1.5,10\n2020-01-03,AAA,Metals,1.6,11\n",
  "b.csv": "date,ticker,sector,close,lots\n2020-01-02,BBB,Metals,2.5,20\n2020-01-03,BBB,Metals,2.6,21\n",
  "c.csv": "date,ticker,sector,close,lots\n2020-01-02,CCC,Metals,3.5,many\n2020-01-03,CCC,Metals,3.6,31\n",
  "longer.csv": "date,ticker,sector,close,lots,note\n2020-01-02,DDD,Metals,4.5,40,first\n",
};

test("a column of another type in some files is decided by what follows, and later columns as the recipe says", async ({
  page,
}) => {
  await send(page, RETYPED);
  const datasetId = await upload(page, "Retyped");
  const lots = page.getByLabel("“lots”, something else in 1 file");
  await expect(page.getByText(/1 of 7 values is not whole number/)).toBeVisible();
  await expect(lots).toHaveValue("evolve");
  await lots.selectOption("discard_value");
  await expect(page.getByRole("group", { name: "lots", exact: true }).getByLabel("Type")).toHaveValue("integer");
  await page.getByLabel("Columns that most files do not have, here and in later files").selectOption("evolve");
  await look(page, "drift-retyped");
  await expect(page.getByRole("group", { name: "lots", exact: true })).toContainText("would be set to null");
  await page.reload();
  await expect(lots).toHaveValue("discard_value");
  await page.getByRole("button", { name: /^Check \d+ columns/ }).click();
  await expect(page.getByRole("radio", { name: "Add them (evolve)" })).toBeChecked();
  await expect(page.getByText("values that do not fit are set to null")).toBeVisible();
  await takeScreenshots(page, "drift-check");
  await page.getByRole("button", { name: /^Confirm \d+ columns/ }).click();
  await expect(
    page.getByText(/^7 rows read = 7 good \+ 0 rejected\. In the good rows, 1 value set to null/),
  ).toBeVisible({
    timeout: 60_000,
  });

  await page.goto(`/datasets/new?dataset=${datasetId}`);
  const later = "date,ticker,sector,close,lots,note,venue\n2020-01-02,EEE,Metals,5.5,50,x,XNYS\n";
  await page.getByLabel("CSV files", { exact: true }).setInputFiles([csvFile("later.csv", later)]);
  await page.waitForURL(/\/columns/);
  await expect(page.getByLabel("“venue”, in 1 of 5 files")).toHaveValue("evolve");
  await page.getByLabel("“venue”, in 1 of 5 files").selectOption("discard_value");
  await confirmColumns(page);
  await page.goto(`/datasets/${datasetId}`);
  await expect(page.getByText("“venue” was left out of 1 file.")).toHaveCount(0);
  await expect(page.getByText("“note” is missing in 3 files: no value there in 6 rows.")).toBeVisible();
});

test("what whole files say is shown again once they are read as a person cuts them", async ({ page }) => {
  await send(page, {
    "sums.csv": "date,ticker,sector,close\n2020-01-02,AAA,Metals,1\n2020-01-03,AAA,Metals,2\nTotal,,,3\n",
  });
  await upload(page, "Sums");
  const whole = page.getByRole("region", { name: "Reading of whole files" });
  await expect(whole).toContainText("Every row of 1 file was read");
  const question = page.getByRole("region", { name: /Is that a row of data/ });
  await question.getByRole("button", { name: "data", exact: true }).click();
  const notice = page.getByRole("region", { name: "Whole files were read before you decided how they are cut" });
  await expect(notice).toContainText("You decided: lines at the end that are no data.");
  await takeScreenshots(page, "read-again");
  await expectNoBarriers(page);
  await notice.getByRole("button", { name: "Read 1 file this way" }).click();
  await expect(notice).toHaveCount(0);
  await expect(whole).toContainText("Every row of 1 file was read");
  await expect(page.getByRole("group", { name: "close", exact: true })).toContainText("3 of 3");
});
