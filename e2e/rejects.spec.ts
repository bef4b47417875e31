import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { stringify } from "csv-stringify/sync";
import { splitRecords } from "#lib/schema/records.ts";
import { expectNoBarriers } from "./support/barriers.ts";
import { expect, test } from "./support/fixtures.ts";
import { takeScreenshots } from "./support/screenshots.ts";
import { chooseFiles, csvFile, upload } from "./support/wizard.ts";

const HEADER = "date,ticker,sector,close";
const GOOD = Array.from(
  { length: 40 },
  (_, day) => `2020-02-${String((day % 28) + 1).padStart(2, "0")},T${day},Telecom,29.5`,
);
/** Rows 41 to 43: a price with two points, a formula, and a row with a cell too few. */
const BAD = ["2020-03-01,T,Telecom,29.5.1", "2020-03-02,T,Telecom,=1+1", "2020-03-03,T,Telecom"];

test("rejected rows are looked at, downloaded, corrected and sent back, once however often they are sent", async ({
  page,
}) => {
  await chooseFiles(page, [csvFile("prices.csv", [HEADER, ...GOOD, ...BAD].join("\n"))]);
  const datasetId = await upload(page, "Round trip");
  await page.getByRole("group", { name: "close" }).getByLabel("Type").selectOption("Number");
  await page.getByRole("button", { name: /^Check 4 columns/ }).click();
  await expect(page.getByRole("radio", { name: "Stop when too many rows are rejected" })).toBeChecked();
  await takeScreenshots(page, "check-rules");
  await expectNoBarriers(page);
  await expectNarrowFits(page, "check-rules");
  await page.getByRole("button", { name: "Confirm 4 columns" }).click();

  await expect(page.getByText("3 of 43 rows (7 %) do not fit, more than 0.1 %")).toBeVisible({ timeout: 60_000 });
  await page.getByRole("link", { name: "Look at the rejected rows" }).click();
  await expect(page.getByText("43 rows read = 40 good + 3 rejected")).toBeVisible();
  const table = page.getByRole("region", { name: "What was rejected" });
  await expect(table.getByRole("row", { name: /prices.csv the whole row has 3 cells/ })).toBeVisible();
  await takeScreenshots(page, "rejects");
  await expectNoBarriers(page);
  await expectNarrowFits(page, "rejects");

  const sheet = await downloadSheet(page);
  expect(sheet).toContain("'=1+1");
  const corrected = correct(sheet, { "41": "29.75", "42": "30", "43": "2020-03-03,T,Telecom,31" });
  await send(page, corrected);
  await expect(page.getByRole("alert", { name: "3 corrected rows taken" })).toBeVisible();
  await expect(page.getByText("43 rows read = 40 good + 3 corrected + 0 rejected")).toBeVisible({ timeout: 60_000 });
  await takeScreenshots(page, "rejects-corrected");
  await send(page, corrected);
  await expect(page.getByText("3 rows were sent before or not changed.")).toBeVisible();
  await page.goto(`/datasets/${datasetId}`);
  await expect(page.getByRole("heading", { name: "Version 1" })).toBeVisible();
  await expect(page.getByText("of these 3 corrected").first()).toBeVisible();
  await expectNoBarriers(page);
});

test("a person can keep going without rejected rows, or have single values set to null", async ({ page }) => {
  await chooseFiles(page, [csvFile("prices.csv", [HEADER, ...GOOD, ...BAD].join("\n"))]);
  const datasetId = await upload(page, "Kept going");
  await page.getByRole("group", { name: "close" }).getByLabel("Type").selectOption("Number");
  await page.getByRole("button", { name: /^Check 4 columns/ }).click();
  await page.getByRole("button", { name: "Confirm 4 columns" }).click();
  await page.getByRole("button", { name: "Keep going without them" }).click({ timeout: 60_000 });
  await expect(page.getByRole("heading", { name: "Version 1" })).toBeVisible({ timeout: 60_000 });

  await page.goto(`/datasets/${datasetId}/columns`);
  await page.getByRole("group", { name: "close" }).getByLabel("Name").fill("closing");
  await page.getByRole("button", { name: /^Check 4 columns/ }).click();
  await page.getByRole("radio", { name: "Set the value to null" }).check();
  await page.getByRole("button", { name: "Confirm 4 columns" }).click();
  await expect(
    page.getByText("43 rows read = 42 good + 1 rejected. In the good rows, 2 values set to null."),
  ).toBeVisible({
    timeout: 60_000,
  });
  await page.goto(`/datasets/${datasetId}/rejects`);
  await expect(page.getByRole("region", { name: "Values set to null" })).toContainText("29.5.1");
});

test("rows with the same ticker and date are counted, shown and decided", async ({ page }) => {
  const again = ["2020-02-01,T0,Telecom,31", "2020-02-02,T1,Telecom,32"];
  await chooseFiles(page, [csvFile("prices.csv", [HEADER, ...GOOD, ...again].join("\n"))]);
  await upload(page, "Twice the same");
  await page.getByRole("button", { name: /^Check 4 columns/ }).click();
  await page.getByRole("button", { name: "Confirm 4 columns" }).click();
  const decision = page.getByRole("region", { name: "Rows with the same ticker and date" });
  await expect(decision).toContainText("2 rows repeat a ticker and date, for example T0 on 2020-02-01", {
    timeout: 60_000,
  });
  await takeScreenshots(page, "duplicates");
  await expectNoBarriers(page);
  await decision.getByRole("radio", { name: "Keep the last" }).check();
  await decision.getByRole("button", { name: "Make a version that way" }).click();
  await expect(page.getByText("2 rows were left out of the version for this.")).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("heading", { name: "Version 2" })).toBeVisible();
});

/** Nothing of the page lies beside a narrow screen. */
async function expectNarrowFits(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 400, height: 800 });
  await takeScreenshots(page, `${name}-narrow`);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
  if (before) await page.setViewportSize(before);
}

async function downloadSheet(page: Page): Promise<string> {
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: /Download 3 rejected rows/ }).click();
  return readFile(await (await download).path(), "utf8");
}

/** By row: its value, or where no column is named its line. */
function correct(sheet: string, values: Record<string, string>): string {
  const [header = [], ...rows] = splitRecords(sheet, ",");
  const changed = rows.map((cells) => {
    const at = cells[2] === "" ? 5 : 3;
    return cells.map((cell, index) => (index === at ? (values[cells[1] ?? ""] ?? cell) : cell));
  });
  return stringify([header, ...changed]);
}

const send = (page: Page, sheet: string) =>
  page.getByLabel("Corrected rows, a CSV file").setInputFiles([csvFile("rejects.csv", sheet)]);
