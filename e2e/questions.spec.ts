import type { Page } from "@playwright/test";
import { InspectionView } from "#lib/schema/inspection-view.ts";
import { expectNoBarriers } from "./support/barriers.ts";
import { expect, test } from "./support/fixtures.ts";
import { takeScreenshots } from "./support/screenshots.ts";
import { chooseFiles, confirmColumns, csvFile, upload } from "./support/wizard.ts";

const TEXT = [
  "day;ticker;sector;lot;close",
  "01/02/2020;NA;Metals;007;1,234",
  "03/04/2020;SAP;Software;12;2,345",
  "05/06/2020;NA;Metals;13;3,456",
].join("\n");

test("every kind of question stops the check, is answered, and is remembered", async ({ page }) => {
  await chooseFiles(page, [csvFile("doubts.csv", TEXT)]);
  const datasetId = await upload(page, "Doubts");
  await page.getByRole("button", { name: /^Check 5 columns/ }).click();
  await expect(page).toHaveURL(/columns$/);
  await takeScreenshots(page, "questions");
  await expectNoBarriers(page);

  await answer(page, "day", "Date, dd/mm/yyyy");
  await answer(page, "ticker", "a ticker");
  await answer(page, "lot", "Text, as-is");
  await answer(page, "close", "Number, 1,5");
  await expect(page.getByText(/questions? to answer first/)).toHaveCount(0);
  const grid = page.getByRole("grid");
  await grid.focus();
  for (const key of ["ArrowDown", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
  await expect(page.getByText("day, row 1: 01/02/2020 → 2020-02-01")).toBeVisible();
  await page.keyboard.press("End");
  await expect(page.getByText("close, row 1: 1,234 → 1.234")).toBeVisible();
  await takeScreenshots(page, "questions-answered");
  await confirmColumns(page);
  await expect(page.getByText("3 rows read = 3 good + 0 rejected")).toBeVisible();
  const response = await page.request.get(`/api/datasets/${datasetId}/inspection`);
  const { confirmed } = InspectionView.parse(await response.json());
  expect(confirmed?.recipe.columns).toMatchObject([
    { type: "date", format: "dd/mm/yyyy" },
    { type: "text", nullTokens: [""] },
    { type: "text" },
    { type: "text", format: "as-is" },
    { type: "number", format: "1,5" },
  ]);

  await page.goto(`/datasets/new?dataset=${datasetId}`);
  await page
    .getByLabel("CSV files", { exact: true })
    .setInputFiles([csvFile("later.csv", `${TEXT}\n07/08/2020;NA;Metals;14;4,567`)]);
  await page.waitForURL(/\/columns/);
  await expect(page.getByRole("button", { name: /^Check 5 columns/ })).toBeVisible();
  await expect(page.getByText(/questions? to answer first/)).toHaveCount(0);
});

test("prices with more digits than a number keeps are rounded, kept exactly or kept as text, as a person says", async ({
  page,
}) => {
  const closes = ["0.12345678901234567", "1.5", "2.25"];
  const rows = closes.map((close, at) => `2020-01-0${at + 2},A,Metals,${close}\n`).join("");
  await chooseFiles(page, [csvFile("digits.csv", `day,ticker,sector,close\n${rows}`)]);
  await upload(page, "Digits");
  await expect(page.getByRole("region", { name: /column “close”/ })).toContainText("→ 0.12345678901234567");
  await takeScreenshots(page, "questions-digits");
  await expectNoBarriers(page);
  await answer(page, "close", "Exact decimal, 38,17");
  await page.getByRole("button", { name: "Ask again" }).first().click();
  await answer(page, "close", "Number, 1.5 rounded");
  await confirmColumns(page);
  await expect(page.getByText("3 rows read = 3 good + 0 rejected")).toBeVisible();
});

async function answer(page: Page, column: string, label: string | RegExp): Promise<void> {
  const question = page.getByRole("region", { name: new RegExp(`column “${column}”`) });
  await question.getByRole("button", { name: label }).click();
  await expect(question).toHaveCount(0);
}
