import { expect, type Page } from "@playwright/test";
import { dropOn } from "./drop.ts";

/** Drops files or a folder on a new dataset and begins to send them; resolves to the dataset's id. */
export async function dropAndUpload(page: Page, paths: string[]): Promise<string> {
  await page.goto("/datasets/new");
  await dropOn(page, "Drop CSV files or a folder here", paths);
  await page.getByLabel("Name of the dataset").fill(`Uploaded ${crypto.randomUUID()}`);
  await page.getByRole("button", { name: /^Upload [\d,]+ files?$/ }).click();
  await page.waitForURL(/dataset=|\/columns/);
  const { searchParams, pathname } = new URL(page.url());
  return searchParams.get("dataset") ?? pathname.split("/").at(-2) ?? "";
}

/** Everything arrived, and the page went on by itself. */
export const expectArrival = (page: Page, timeout = 90_000) => page.waitForURL(/\/columns/, { timeout });

/** The same on a page that does not go on by itself, also where another tab was faster. */
export const expectAllHere = (page: Page) =>
  expect(page.getByRole("link", { name: /^Go on with [\d,]+ files?$|^See the dataset$/ })).toBeVisible({
    timeout: 60_000,
  });
