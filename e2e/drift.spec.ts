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

test("files that differ are shown side by side, decided column by column, and become one dataset", async ({ page }) => {
  await chooseFiles(
    page,
    Object.entries(FILES).map(([name, text]) => csvFile(name, text)),
  );
  await upload(page, "Differing");
  await expect(page.getByText("columns in another order, which is harmless")).toBeVisible();
  await expect(page.getByText("“close_last” may be “close” under another name")).toBeVisible();
  await page.getByLabel("“close_last”, in 1 of 5 files").selectOption("It is “close” under another name (likely)");
  await page.getByLabel("“volume”, in 4 of 5 files").selectOption("evolve");
  await takeScreenshots(page, "drift");
  await expectNoBarriers(page);
  await confirmColumns(page);
  await expect(page.getByText("7 rows read = 7 good + 0 rejected")).toBeVisible();
});
