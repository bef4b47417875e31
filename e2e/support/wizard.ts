import { join } from "node:path";
import { expect, type Page } from "@playwright/test";

const PACKAGES = join(import.meta.dirname, "../../node_modules");

/** Real daily prices, one file a security, with two spellings of the header and no ticker column. */
export const APPLE = join(PACKAGES, "@observablehq/sample-datasets/aapl.csv");
export const SP500 = join(PACKAGES, "vega-datasets/data/sp500-2000.csv");

/** A file made in the test. */
export interface MadeFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

export const csvFile = (name: string, text: string): MadeFile => ({
  name,
  mimeType: "text/csv",
  buffer: Buffer.from(text),
});

export async function chooseFiles(page: Page, files: string[] | MadeFile[]): Promise<void> {
  await page.goto("/datasets/new");
  await page.getByLabel("CSV files", { exact: true }).setInputFiles(files);
}

/** From the chosen files to the columns; returns the dataset's id. */
export async function upload(page: Page, name: string): Promise<string> {
  await page.getByLabel("Name of the dataset").fill(name);
  await page.getByRole("button", { name: /^Upload \d+ file/ }).click();
  await page.waitForURL(/\/datasets\/[^/]+\/columns/);
  return page.url().split("/").at(-2) ?? "";
}

/** Ticker from each file's name, one sector for all. */
export async function answerTickerAndSector(page: Page, sector: string): Promise<void> {
  const question = page.getByRole("region", { name: /ticker/i });
  await question.getByLabel("Take it from each file's name").check();
  await question.getByRole("button", { name: "Use this answer" }).click();
  await page.getByLabel("Sector", { exact: true }).fill(sector);
  await page.getByRole("button", { name: "Use this answer" }).click();
}

/** From the columns to a converted dataset; `rule` says what becomes of misfits. */
export async function confirmColumns(page: Page, rule?: string): Promise<void> {
  await page.getByRole("button", { name: /^Check \d+ columns/ }).click();
  if (rule) await page.getByRole("radio", { name: rule }).check();
  await page.getByRole("button", { name: /^Confirm \d+ columns/ }).click();
  await expect(page.getByRole("link", { name: "Choose a strategy" })).toBeVisible({ timeout: 60_000 });
}

/** From a converted dataset to the published run's page. */
export async function runPreset(page: Page, preset: string): Promise<void> {
  await page.getByRole("link", { name: "Choose a strategy" }).click();
  await page.getByLabel(preset, { exact: true }).check();
  await page.getByRole("button", { name: /^Run on [\d,]+ rows/ }).click();
  await page.waitForURL(/\/runs\/\d+/);
}
