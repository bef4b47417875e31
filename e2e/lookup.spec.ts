import { expectNoBarriers } from "./support/barriers.ts";
import { expect, test } from "./support/fixtures.ts";
import { takeScreenshots } from "./support/screenshots.ts";
import { chooseFiles, confirmColumns, csvFile, upload } from "./support/wizard.ts";

const SECTORS = "Symbol,Company,GICS Sector\nAAA,Alpha,Metals\nBBB,Beta,Software\n";
const PRICES = "date,symbol,close,volume\n2020-01-02,AAA,1.5,10\n2020-01-02,BBB,2.5,20\n2020-01-02,CCC,3.5,30\n";

test("sectors in a second file are proposed as a lookup, and what is not found is counted", async ({ page }) => {
  await chooseFiles(page, [csvFile("prices.csv", PRICES), csvFile("sectors.csv", SECTORS)]);
  const datasetId = await upload(page, "Looked up");
  const question = page.getByRole("region", { name: /sector/i });
  await expect(question.getByLabel("Look it up: “GICS Sector” of sectors.csv")).toBeChecked();
  await takeScreenshots(page, "lookup");
  await expectNoBarriers(page);
  await question.getByRole("button", { name: "Use this answer" }).click();
  await confirmColumns(page);
  await expect(page.getByText("3 rows read = 3 good + 0 rejected")).toBeVisible();
  const misfits = await page.request.get(`/api/datasets/${datasetId}/misfits`);
  expect(await misfits.json()).toMatchObject({
    misfits: [{ file: "prices.csv", outcome: "nulled", count: 1, examples: [{ row: 3, value: "CCC" }] }],
  });
});
