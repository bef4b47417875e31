import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import type { RunView } from "#lib/strategy/contract.ts";
import { expect, test } from "./support/fixtures.ts";
import { simulatedRun } from "./support/simulated-run.ts";
import { APPLE, answerTickerAndSector, chooseFiles, csvFile, SP500, upload } from "./support/wizard.ts";

test("the wizard has no barrier, in light or dark", async ({ page }) => {
  await chooseFiles(page, [APPLE, SP500]);
  await expectNoBarriers(page, "chosen files");
  await upload(page, "Without barriers");
  await expect(page.getByRole("button", { name: "Use this answer" })).toBeVisible();
  await expectNoBarriers(page, "a question");
  await answerTickerAndSector(page, "Technology");
  await expectNoBarriers(page, "columns");
  await page.getByRole("button", { name: /^Check \d+ columns/ }).click();
  await expect(page.getByRole("button", { name: /^Confirm/ })).toBeVisible();
  await expectNoBarriers(page, "check");
});

const PLACES: Record<string, (run: RunView) => string> = {
  "the list of datasets": () => "/datasets",
  "a dataset": ({ dataset }) => `/datasets/${dataset.id}`,
  "a finished conversion": ({ dataset }) => `/datasets/${dataset.id}/check`,
  "the choice of a strategy": ({ dataset }) => `/datasets/${dataset.id}/run`,
  "a run's sheet": ({ id }) => `/runs/${id}`,
  "the activity": () => "/activity",
  "the list of links": () => "/shares",
};

for (const [name, pathOf] of Object.entries(PLACES))
  test(`${name} has no barrier, in light or dark`, async ({ page, application }) => {
    await page.goto(pathOf(await simulatedRun(application)));
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page.waitForLoadState("networkidle");
    await expectNoBarriers(page, name);
  });

test("a page that is not there has no barrier", async ({ page, expectConsoleError }) => {
  expectConsoleError(/404/);
  await page.goto("/nothing/here");
  await expectNoBarriers(page, "nothing here");
});

test("files that failed are told without a barrier", async ({ page }) => {
  await chooseFiles(page, [csvFile("empty.csv", ""), csvFile("good.csv", "date,close\n2020-01-02,29.5\n")]);
  await upload(page, "Half bad");
  await expect(page.getByRole("region", { name: "1 file cannot go on" })).toBeVisible();
  await expectNoBarriers(page, "failed files");
});

test("the wizard works with the keyboard alone", async ({ page }) => {
  await chooseFiles(page, [APPLE]);
  const press = (name: string | RegExp, role: "button" | "link" = "button") => pressOn(page, role, name);
  await page.getByLabel("Name of the dataset").focus();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("By keyboard");
  await page.keyboard.press("Enter");
  await page.waitForURL(/columns/);
  await press("Use this answer");
  await tabTo(page, page.getByLabel("Sector", { exact: true }));
  await page.keyboard.type("Technology");
  await press("Use this answer");
  await press(/^Check \d+ columns/);
  await press(/^Confirm \d+ columns/);
  await press("Choose a strategy", "link");
  await tabTo(page, page.getByLabel("Causal"));
  await page.keyboard.press("ArrowDown");
  await expect(page.getByLabel("Seed-exact")).toBeChecked();
  await page.keyboard.press("ArrowUp");
  await press(/^Run on/);
  await page.waitForURL(/\/runs\/\d+/);
});

test("the first stop of the keyboard leads past the header", async ({ page }) => {
  await page.goto("/datasets");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
});

test("every page fits a screen 360 pixels wide", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 720 });
  await chooseFiles(page, [APPLE]);
  const datasetId = await upload(page, "On a phone");
  await expect(page.getByRole("button", { name: "Use this answer" })).toBeVisible();
  for (const path of ["", "/columns", "/check", "/run"]) {
    await page.goto(`/datasets/${datasetId}${path}`);
    await page.waitForLoadState("networkidle");
    expect(await overflow(page), path).toBe(0);
  }
  for (const path of ["/datasets", "/datasets/new", "/activity", "/shares"]) {
    await page.goto(path);
    await page.waitForLoadState("networkidle");
    expect(await overflow(page), path).toBe(0);
  }
});

async function expectNoBarriers(page: Page, where: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
    expect(found, `${where}, ${colorScheme}`).toEqual([]);
  }
}

type Place = ReturnType<Page["getByLabel"]>;
const MAX_TABS = 200;

/** As a person would: Tab until it is reached. */
async function tabTo(page: Page, place: Place): Promise<void> {
  await expect(place).toBeVisible({ timeout: 60_000 });
  for (let tabs = 0; tabs < MAX_TABS; tabs++) {
    if (await place.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`The keyboard does not reach ${place}`);
}

async function pressOn(page: Page, role: "button" | "link", name: string | RegExp): Promise<void> {
  await tabTo(page, page.getByRole(role, { name }));
  await page.keyboard.press("Enter");
}

const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
