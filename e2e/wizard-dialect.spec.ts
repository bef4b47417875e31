import type { Locator, Page } from "@playwright/test";
import { expectNoBarriers } from "./support/barriers.ts";
import { expect, test } from "./support/fixtures.ts";
import { watchTasks } from "./support/page-load.ts";
import { takeScreenshots } from "./support/screenshots.ts";
import { chooseFiles, csvFile, upload } from "./support/wizard.ts";

const panel = (page: Page): Locator => page.getByRole("region", { name: "How the file is cut" });
const grid = (page: Page): Locator => page.getByRole("grid");
const openPanel = (page: Page) => panel(page).getByRole("button", { name: "Change" }).click();
const cut = (page: Page) =>
  panel(page)
    .getByRole("button", { name: /^Cut (the file|all) / })
    .click();

test("a semicolon file is cut otherwise, which is seen at once, kept, and taken back", async ({ page }) => {
  const rows = "2020-01-02;low, then high;1\n2020-01-03;high, then low;2\n";
  await chooseFiles(page, [
    csvFile("a.csv", `day;note, if any;close\n${rows}`),
    csvFile("b.csv", `day;note, if any;close\n${rows}`),
  ]);
  await upload(page, "Cut otherwise");
  await page.getByRole("group", { name: "close" }).getByLabel("Name").fill("closing");
  await openPanel(page);
  await expect(panel(page)).toContainText("Found: Semicolon ;");
  await panel(page).getByLabel("Delimiter", { exact: true }).selectOption("Comma ,");
  await expect(grid(page).getByRole("columnheader", { name: "day;note", exact: true })).toBeVisible();
  await takeScreenshots(page, "dialect-trial");
  await expectNoBarriers(page);
  await cut(page);
  await expect(page.getByRole("group", { name: "day;note" })).toBeVisible();
  await openPanel(page);
  await expect(panel(page)).toContainText("Found: Semicolon ;");
  await panel(page).getByRole("button", { name: "Delimiter: take back to what was found" }).click();
  await expect(grid(page).getByRole("columnheader", { name: "close", exact: true })).toBeVisible();
  await cut(page);
  await expect(page.getByRole("group", { name: "close" })).toBeVisible();
  await expect(page.getByRole("group", { name: "day;note" })).toHaveCount(0);
});

test("a wrong encoding is corrected, which is seen at once", async ({ page }) => {
  const buffer = Buffer.from("name,close\nM\xfcller,1.5\n", "latin1");
  await chooseFiles(page, [{ name: "letters.csv", mimeType: "text/csv", buffer }]);
  await upload(page, "Letters");
  await openPanel(page);
  await panel(page).getByLabel("Encoding", { exact: true }).selectOption("Shift-JIS");
  await expect(panel(page).getByRole("alert")).toContainText("The text is not Shift-JIS");
  await panel(page).getByLabel("Encoding", { exact: true }).selectOption("GBK");
  await expect(
    grid(page)
      .getByRole("gridcell", { name: /^M.+ler$/ })
      .first(),
  ).toBeVisible();
  await expect(grid(page)).not.toContainText("Müller");
  await panel(page).getByLabel("Encoding", { exact: true }).selectOption("Windows-1252");
  await expect(grid(page).getByRole("gridcell", { name: "Müller" }).first()).toBeVisible();
  await cut(page);
  await expect(panel(page).getByRole("button", { name: "Change" })).toBeVisible();
  await expect(page.getByRole("heading", { name: /The bytes do not say/ })).toHaveCount(0);
});

test("lines above the header are found, and a person can say otherwise", async ({ page }) => {
  await chooseFiles(page, [csvFile("report.csv", "Prices of the year\n\nday,close\n2020-01-02,1\n2020-01-03,2\n")]);
  await upload(page, "Preamble");
  await openPanel(page);
  await expect(panel(page).getByLabel("Lines above the header", { exact: true })).toHaveValue("2");
  await panel(page).getByLabel("Lines above the header", { exact: true }).fill("3");
  await expect(grid(page).getByRole("columnheader", { name: "2020-01-02", exact: true })).toBeVisible();
  await panel(page).getByRole("button", { name: "Leave it as it was" }).click();
  await expect(grid(page).getByRole("columnheader", { name: "day", exact: true })).toBeVisible();
});

test("a file that failed is read another way", async ({ page }) => {
  await chooseFiles(page, [csvFile("inches.csv", 'name,close\n"6 inch,1\nC,2\n')]);
  await upload(page, "Inches");
  await page.getByRole("button", { name: "Read inches.csv another way" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("alert")).toContainText("never closed");
  await dialog.getByLabel("Quotation mark", { exact: true }).selectOption("None: it means nothing");
  await expect(dialog.getByRole("grid")).toContainText('"6 inch');
  await takeScreenshots(page, "reopened-file");
  await expectNoBarriers(page);
  await dialog.getByRole("button", { name: "Read the file this way" }).click();
  await expect(page.getByRole("group", { name: "name" })).toBeVisible();
});

test("the rows of the grid are chosen, and keys move a cursor through them", async ({ page }) => {
  const lines = Array.from({ length: 300 }, (_, at) => `2020-01-02,${at === 250 ? "n/m" : at}`);
  await chooseFiles(page, [csvFile("rows.csv", `day,close\n${lines.join("\n")}\n`)]);
  await upload(page, "Rows");
  await page.getByRole("group", { name: "close" }).getByLabel("Type").selectOption("Whole number");
  await page.getByText("Rows that do not fit").click();
  await expect(grid(page).getByRole("rowheader")).toHaveText(["251"]);
  await expect(grid(page).getByRole("gridcell", { name: /✕/ })).toBeVisible();
  await takeScreenshots(page, "misfit-rows");
  await page.getByText("Random rows").click();
  await expect(grid(page).getByRole("rowheader")).toHaveCount(50);
  await page.getByText("First rows").click();
  await grid(page).focus();
  for (const key of ["ArrowDown", "ArrowRight", "ArrowRight", "PageDown"]) await page.keyboard.press(key);
  const cursor = grid(page).locator('[data-cursor="true"]');
  await expect(cursor).toHaveAttribute("aria-colindex", "3");
  await expect(cursor).toHaveAttribute("id", (await grid(page).getAttribute("aria-activedescendant")) ?? "");
  await expect(page.getByText("day, row 11:")).toBeVisible();
  await page.keyboard.press("Control+End");
  await expect(grid(page).locator('[data-cursor="true"]')).toBeInViewport();
});

test("a thousand columns are searched, paged and scrolled without a long task", async ({ page }) => {
  const names = Array.from({ length: 1_000 }, (_, at) => `c${at}`);
  const row = (line: number) => names.map((_, at) => at * line).join(",");
  const text = [names.join(","), ...Array.from({ length: 60 }, (_, line) => row(line))].join("\n");
  await chooseFiles(page, [csvFile("wide.csv", text)]);
  await upload(page, "Wide");
  await expect(page.getByText("1 to 20 of 1,000 columns")).toBeVisible({ timeout: 60_000 });
  await expect(grid(page)).toHaveAttribute("aria-colcount", "2001");
  const longestTask = await watchTasks(page);
  await page.reload();
  await expect(grid(page).getByRole("columnheader", { name: "c0", exact: true })).toBeVisible();
  await page.waitForLoadState("networkidle");
  await page.evaluate(scrollAll);
  const { ownMs } = await longestTask();
  expect(ownMs, "the longest task's own work in ms").toBeLessThan(200);
  await expect(grid(page).getByRole("columnheader", { name: "c999", exact: true })).toBeInViewport();
  await page.getByLabel("Find a column").fill("c77");
  await expect(page.getByText("1 to 11 of 11 columns")).toBeVisible();
  await expect(page.getByRole("group", { name: "c777" })).toBeVisible();
  await takeScreenshots(page, "wide-columns");
  await expectNoBarriers(page);
});

/** Scrolls grid and page from one end to the other, and forgets what was busy before. */
async function scrollAll(): Promise<void> {
  window.longTasks = [];
  const grid = document.querySelector('[role="grid"]');
  const steps = 60;
  for (let step = 0; step <= steps; step++) {
    if (grid) grid.scrollLeft = ((grid.scrollWidth - grid.clientWidth) * step) / steps;
    window.scrollTo(0, (document.body.scrollHeight * step) / steps);
    await new Promise(requestAnimationFrame);
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
}
