import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures.ts";
import { takeScreenshots } from "./support/screenshots.ts";
import { simulatedRun } from "./support/simulated-run.ts";
import { chooseFiles, csvFile, upload } from "./support/wizard.ts";

test("a run's job tells its phases, what they took and who did it", async ({ page, application }) => {
  const run = await simulatedRun(application);
  await page.goto("/activity");
  await expect(page.getByRole("region", { name: "Workers" }).getByText("Here", { exact: true })).toBeVisible();
  await narrowTo(page, "Kind", "Run the strategy");
  await page
    .getByRole("link", { name: `Run the strategy: ${run.dataset.name}` })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Run the strategy/);
  const phases = page.getByRole("table").getByRole("row");
  await expect(phases.filter({ hasText: /\/s/ }).first()).toBeVisible();
  await expectNoBarriers(page, "a job");
  await takeScreenshots(page, "activity-job");
});

test("what failed says why, can be found by its state, and be tried again", async ({ page }) => {
  await chooseFiles(page, [
    csvFile("picture.csv", "\u0089PNG\r\n\u001a\n\0\0\0\0"),
    csvFile("good.csv", "date,close\n2020-01-02,29.5\n"),
  ]);
  await upload(page, "A picture among them");
  await page.goto("/activity?state=failed");
  const row = page.getByRole("row").filter({ hasText: "picture.csv" }).first();
  await expect(row.getByText("Failed", { exact: true })).toBeVisible();
  await row.getByRole("link").first().click();
  await expect(page.getByText("The log has the cause under").first()).toBeVisible();
  await expectNoBarriers(page, "a failed job");
  await takeScreenshots(page, "activity-failed");
  await page.getByRole("button", { name: /^Try again/ }).click();
  await expect(page.getByRole("heading", { name: "Try 2" })).toBeVisible();
});

test("a choice that fits nothing says so and leads back, by keyboard alone", async ({ page, application }) => {
  await simulatedRun(application);
  await page.goto("/activity?state=cancelled&kind=dataset.cluster");
  await expect(page.getByRole("heading", { name: "No such job" })).toBeVisible();
  await page.getByRole("button", { name: "Show all jobs" }).first().focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("table", { name: "" }).first()).toBeVisible();
  await expect(page).toHaveURL(/\/activity$/);
});

test("the pages fit a phone", async ({ page, application }) => {
  await simulatedRun(application);
  await page.goto("/activity");
  await expect(page.getByRole("heading", { name: "Before" })).toBeVisible();
  await takeScreenshots(page, "activity");
  await page.setViewportSize({ width: 360, height: 720 });
  await takeScreenshots(page, "activity-narrow");
  expect(await overflow(page)).toBe(0);
  await page
    .getByRole("link", { name: /^Convert/ })
    .first()
    .click();
  await expect(page.getByRole("heading", { name: "Try 1" })).toBeVisible();
  expect(await overflow(page)).toBe(0);
});

test("a job that is not there says so", async ({ page, expectConsoleError }) => {
  expectConsoleError(/404/);
  await page.goto("/activity/00000000-0000-4000-8000-000000000000");
  await expect(page.getByRole("alert").filter({ hasText: "There is no such job." })).toBeVisible();
});

async function narrowTo(page: Page, label: string, option: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).first().click();
  await page.getByRole("option", { name: option }).click();
}

async function expectNoBarriers(page: Page, where: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
    expect(found, `${where}, ${colorScheme}`).toEqual([]);
  }
}

const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
