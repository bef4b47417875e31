import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { expectNoBarriers } from "./support/barriers.ts";
import { expect, test } from "./support/fixtures.ts";
import { takeScreenshots } from "./support/screenshots.ts";
import { chooseFiles, csvFile, upload } from "./support/wizard.ts";

const ROWS = 120_000;

/** Larger than a sample: what stands in row 30,000 is seen only by reading the whole file. */
function lines(told: Record<number, string> = {}, ticker = "T"): string {
  const rows = Array.from(
    { length: ROWS },
    (_, at) => `2020-01-02,${ticker},Telecom,${29 + (at % 40)}.5,${told[at + 1] ?? at + 1},padding`,
  );
  return `date,ticker,sector,close,volume,note\n${rows.join("\n")}\n`;
}

const volume = (page: Page) => page.getByRole("group", { name: "volume", exact: true });
const whole = (page: Page) => page.getByRole("region", { name: "Reading of whole files" });

test("a fraction at row 30,000 of whole numbers is found, told with its row, and survives a reload", async ({
  page,
}) => {
  await chooseFiles(page, [csvFile("prices.csv", lines({ 30000: "1.7" }))]);
  await upload(page, "A fraction far behind");
  await page.reload();
  await expect(whole(page)).toContainText("Every row of 1 file was read");
  await expect(volume(page).getByLabel("Type")).toHaveValue("number");
  await expect(volume(page)).toContainText("120,000 of 120,000 fit");
  await expect(volume(page)).toContainText("1.7 in row 30,000 of prices.csv: has a fraction");
  await volume(page).getByLabel("Type").selectOption("Whole number");
  await expect(volume(page)).toContainText("119,999 of 120,000 fit");
  await expect(volume(page)).toContainText("1 of 120,000 values would be rejected");
  await expect(volume(page)).toContainText("a plain reader would change 1 without a word");
  await expect(page.getByRole("img", { name: /^Values of close from 29\.5 to 68\.5/ })).toBeVisible();
  await expectNoBarriers(page);
  await takeScreenshots(page, "profile");
  await page.setViewportSize({ width: 400, height: 900 });
  await takeScreenshots(page, "profile-narrow");
  await page.setViewportSize({ width: 1400, height: 900 });
  await page.getByRole("button", { name: /^Check \d+ columns/ }).click();
  await expect(page.getByText("Every row was read: 1 would be rejected.")).toBeVisible();
});

test("leading zeros far behind a sample become a question on the open page", async ({ page }) => {
  await chooseFiles(page, [csvFile("prices.csv", lines({ 30000: "007" }))]);
  await upload(page, "Zeros far behind");
  await expect(page.getByRole("heading", { name: /“007” in the column “volume”/ })).toBeVisible();
  await expect(volume(page)).toContainText("ambiguous");
});

test("the reading of whole files can be stopped, and taken up again", async ({ page }) => {
  const files = Array.from({ length: 8 }, (_, at) => csvFile(`prices-${at}.csv`, lines({}, `T${at}`)));
  await chooseFiles(page, files);
  await upload(page, "Stopped in between");
  await whole(page).getByRole("button", { name: "Stop reading whole files" }).click();
  await expect(whole(page)).toContainText(/\d+ of 8 files (was|were) read whole/);
  await page.reload();
  await whole(page)
    .getByRole("button", { name: /^Read \d+ whole files?$/ })
    .click();
  await expect(whole(page)).toContainText("Every row of 8 files was read", { timeout: 60_000 });
  await expect(volume(page)).toContainText("960,000 of 960,000 fit");
});

test("rows with the same ticker and date are counted in every row of every file, shown and decided before anything is confirmed", async ({
  page,
}) => {
  const rows = Array.from(
    { length: ROWS },
    (_, at) => `${new Date(at * 86_400_000).toISOString().slice(0, 10)},T,X,${at}.5`,
  );
  const dated = rows.slice(0, 30_000);
  const text = (lines: string[]) => `date,ticker,sector,close\n${lines.join("\n")}\n`;
  await chooseFiles(page, [
    csvFile("old.csv", text([...dated, dated[29_998] ?? ""])),
    csvFile("new.csv", text(["2051-01-01,T,X,1.5", ...rows.slice(30_000, 30_500)])),
  ]);
  await upload(page, "The same days twice");
  await page.getByRole("button", { name: /^Check \d+ columns/ }).click();
  const repeats = page.getByRole("region", { name: "Rows with the same ticker and date" });
  await expect(repeats).toContainText("2 rows repeat a ticker and date: every row of 2 files was read (30,502 rows)", {
    timeout: 30_000,
  });
  await expect(repeats).toContainText("T on 2051-01-01: 2 rows, row 1 of new.csv, row 29,586 of old.csv");
  await page.getByRole("radio", { name: "Keep the last" }).check();
  await expectNoBarriers(page);
  await takeScreenshots(page, "repeats");
  await page.setViewportSize({ width: 400, height: 900 });
  await takeScreenshots(page, "repeats-narrow");
});

test("a packed file's footer, which its sample does not reach, becomes a question once the file was read", async ({
  page,
}) => {
  const rows = Array.from({ length: ROWS }, (_, at) => `2020-01-02,T${at},X,${at}.5,padding ${at}`);
  const text = `date,ticker,sector,close,note\n${rows.join("\n")}\nTotal,,,120000,\n`;
  await chooseFiles(page, [{ name: "prices.csv.gz", mimeType: "application/gzip", buffer: gzipSync(text) }]);
  await upload(page, "A total far behind");
  const question = page.getByRole("region", { name: "The file ends with “Total 120000”" });
  await expect(question).toBeVisible({ timeout: 30_000 });
  await takeScreenshots(page, "late-footer");
  await expectNoBarriers(page);
  await expect(page.getByText("Only its beginning was looked at")).toHaveCount(0);
  await question.getByRole("button", { name: "no data" }).click();
  await expect(page.getByText("to answer first")).toHaveCount(0);
  await page.getByRole("button", { name: /^Check \d+ columns/ }).click();
  await page.getByRole("button", { name: /^Confirm \d+ columns/ }).click();
  await expect(page.getByText("120,000 rows read = 120,000 good + 0 rejected")).toBeVisible({ timeout: 60_000 });
});
