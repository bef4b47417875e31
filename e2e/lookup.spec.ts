import type { Page } from "@playwright/test";
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
  await expect(question.getByText("2 of 3 tickers found")).toBeVisible();
  await expect(question.getByText("In every row of 1 file (3 rows)")).toBeVisible();
  await expect(question.getByRole("list", { name: "Not found" })).toHaveText(/CCC.*prices\.csv, row 3/);
  await takeScreenshots(page, "lookup");
  await expectNoBarriers(page);
  await question.getByRole("button", { name: "Use this answer" }).click();
  await page.getByRole("button", { name: /^Check \d+ columns/ }).click();
  const repeats = page.getByRole("region", { name: "Rows with the same ticker and date" });
  await expect(repeats).toContainText("every row of 1 file was read (3 rows)");
  await expect(page.getByRole("region", { name: "What is found for" })).toContainText("2 of 3 tickers found");
  await takeScreenshots(page, "lookup-check");
  await expectNoBarriers(page);
  await page.getByRole("button", { name: /^Confirm \d+ columns/ }).click();
  await expect(page.getByRole("link", { name: "Choose a strategy" })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText("3 rows read = 3 good + 0 rejected")).toBeVisible();
  const misfits = await page.request.get(`/api/datasets/${datasetId}/misfits`);
  expect(await misfits.json()).toMatchObject({
    misfits: [{ file: "prices.csv", outcome: "nulled", count: 1, examples: [{ row: 3, value: "CCC" }] }],
  });
});

const TRADES =
  "date,symbol,close,volume,venue\n2020-01-02,AAA,1.5,10,XPAR\n2020-01-02,BBB,2.5,20,xetr\n2020-01-02,CCC,3.5,30, XPAR\n2020-01-03,CCC,4.5,30,XNYS\n";
const VENUES = "MIC,Land,City\nXPAR,France,Paris\nXETR,Germany,Frankfurt\nXLON,Britain,London\n";

test("a lookup is made by hand from any file, shows what it finds, is changed and taken back, with the keyboard alone", async ({
  page,
}) => {
  await chooseFiles(page, [csvFile("trades.csv", TRADES), csvFile("venues.csv", VENUES)]);
  const datasetId = await upload(page, "Venues");
  await page.getByRole("button", { name: "Add a column from another file" }).press("Enter");
  const form = page.getByRole("group", { name: "A column from another file" });
  await form.getByLabel("File to look in").selectOption("venues.csv");
  await form.getByLabel("Key in the data").selectOption("venue");
  await form.getByLabel("Its column with the keys").selectOption("MIC");
  await form.getByLabel("Its column with the values").selectOption("Land");
  await expect(form.getByLabel("Name of the new column")).toHaveValue("land");
  const found = form.getByRole("region", { name: "What is found" });
  await expect(found.getByText("1 of 4 different values of venue found")).toBeVisible();
  await expect(found.getByRole("list", { name: "Not found" })).toHaveText(/xetr.*trades\.csv, row 2/);
  await takeScreenshots(page, "lookup-by-hand");
  await page.setViewportSize({ width: 400, height: 900 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
  await takeScreenshots(page, "lookup-by-hand-narrow");
  await page.setViewportSize({ width: 1280, height: 900 });
  await expectNoBarriers(page);
  await found.getByRole("button", { name: "Ignore letter case" }).press("Enter");
  await expect(found.getByText("2 of 4 different values of venue found")).toBeVisible();
  await found.getByRole("button", { name: "Take away blanks around venue" }).press("Enter");
  await expect(found.getByText("2 of 3 different values of venue found")).toBeVisible();
  await form.getByLabel("Are rejected, with the reason").check();
  await form.getByRole("button", { name: "Add the column" }).press("Enter");

  const card = page.getByRole("group", { name: "land: no role, looked up" });
  await expect(card.getByText("2 of 3 different values of venue found")).toBeVisible();
  await expect(page.getByRole("group", { name: "City", exact: true })).toBeHidden();
  await card.getByRole("button", { name: "Change land" }).press("Enter");
  await card.getByLabel("Name of the new column").fill("country");
  await card.getByRole("button", { name: "Use it like this" }).press("Enter");
  const changed = page.getByRole("group", { name: "country: no role, looked up" });
  await expect(changed.getByText("Rows that are not found are rejected, with the reason.")).toBeVisible();
  await expect(changed.getByRole("button", { name: "Change country" })).toBeFocused();
  await takeScreenshots(page, "lookup-card");
  await changed.getByRole("button", { name: "Remove country" }).press("Enter");
  await expect(page.getByRole("group", { name: "City", exact: true })).toBeVisible();

  await addCountry(page);
  await page.reload();
  await expect(page.getByRole("group", { name: "land: no role, looked up" })).toBeVisible();
  const sector = page.getByRole("region", { name: /sector/i });
  await sector.getByLabel("Look it up in another file").check();
  await expect(sector.getByText("in different columns", { exact: false })).toBeHidden();
  await sector.getByLabel("The files have no sector").check();
  await sector.getByRole("button", { name: "Use this answer" }).click();
  await confirmColumns(page, "Keep going");
  await expect(page.getByText("4 rows read = 3 good + 1 rejected")).toBeVisible();
  const misfits = await page.request.get(`/api/datasets/${datasetId}/misfits`);
  expect(await misfits.json()).toMatchObject({
    misfits: [{ file: "trades.csv", column: "venue", reason: "has no land in venues.csv" }],
  });
});

async function addCountry(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Add a column from another file" }).click();
  const form = page.getByRole("group", { name: "A column from another file" });
  await form.getByLabel("File to look in").selectOption("venues.csv");
  await form.getByLabel("Key in the data").selectOption("venue");
  await form.getByLabel("Its column with the keys").selectOption("MIC");
  await form.getByLabel("Its column with the values").selectOption("Land");
  await form.getByLabel("Letter case makes no difference").check();
  await form.getByLabel("Are rejected, with the reason").check();
  await form.getByRole("button", { name: "Add the column" }).click();
}

test("what is typed into one lookup stays when another before it is taken away", async ({ page }) => {
  await chooseFiles(page, [csvFile("trades.csv", TRADES), csvFile("venues.csv", VENUES)]);
  await upload(page, "Two lookups");
  await addCountry(page);
  await page.getByRole("button", { name: "Add a column from another file" }).click();
  const form = page.getByRole("group", { name: "A column from another file" });
  await form.getByLabel("File to look in").selectOption("venues.csv");
  await form.getByLabel("Key in the data").selectOption("venue");
  await form.getByLabel("Its column with the keys").selectOption("MIC");
  await form.getByLabel("Its column with the values").selectOption("City");
  await form.getByRole("button", { name: "Add the column" }).click();
  const city = page.getByRole("group", { name: "city: no role, looked up" });
  await city.getByRole("button", { name: "Change city" }).click();
  await city.getByLabel("Name of the new column").fill("town");
  await page.getByRole("button", { name: "Remove land" }).click();
  await expect(page.getByRole("group", { name: "land: no role, looked up" })).toBeHidden();
  await expect(city.getByLabel("Name of the new column")).toHaveValue("town");
});

test("once every row was read for its keys, what is looked up is told of all of them", async ({ page }) => {
  const lines = Array.from(
    { length: 120_000 },
    (_, at) =>
      `2020-01-02,${at === 30_000 ? "FAR" : at % 2 ? "AAA" : "BBB"},${at}.5,10,text ${at} of forty letters and more to go`,
  );
  const text = `date,symbol,close,volume,note\n${lines.join("\n")}\n`;
  await chooseFiles(page, [csvFile("prices.csv", text), csvFile("sectors.csv", SECTORS)]);
  await upload(page, "Looked up in every row");
  const question = page.getByRole("region", { name: /sector/i });
  await expect(question.getByText(/^In [\d,]+ sampled rows of 1 of 1 file/)).toBeVisible();
  await question.getByRole("button", { name: "Use this answer" }).click();
  await page.getByRole("button", { name: /^Check \d+ columns/ }).click();
  const found = page.getByRole("region", { name: "What is found for" });
  await expect(found).toContainText("2 of 3 tickers found", { timeout: 30_000 });
  await expect(found).toContainText("In every row of 1 file (120,000 rows)");
  await page.getByRole("link", { name: "Back to the columns" }).click();
  await expect(page.getByText("In every row of 1 file (120,000 rows)")).toBeVisible();
});
