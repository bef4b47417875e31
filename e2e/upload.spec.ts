import { join } from "node:path";
import { gzipSync } from "node:zlib";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { listFiles } from "#lib/upload/client.ts";
import { expect } from "./support/fixtures.ts";
import { test } from "./support/line-fixtures.ts";
import { makeFile } from "./support/made-files.ts";
import { takeScreenshots } from "./support/screenshots.ts";
import { expectArrived } from "./support/stored-files.ts";
import { dropAndUpload, expectAllHere, expectArrival } from "./support/upload-page.ts";

const MIB = 2 ** 20;
const SLOW = 4 * MIB;
const FAST = Number.POSITIVE_INFINITY;

test("files can be paused, resumed and cancelled, one by one and together, and others added meanwhile", async ({
  page,
  line,
  makeDrawer,
  application,
}) => {
  const drawer = await makeDrawer({ "a.csv": 20 * MIB, "b.csv": 3_000, "c.csv": 20 * MIB });
  const later = await makeDrawer({ "later.csv": 5_000 });
  line.bytesPerSecond = SLOW;
  const datasetId = await dropAndUpload(page, [drawer.path]);
  await page.getByRole("button", { name: "Pause drawer/a.csv" }).click();
  await expect(page.getByRole("button", { name: "Resume drawer/a.csv" })).toBeFocused();
  await page.getByRole("button", { name: "Pause all" }).click();
  await expect(page.getByText(/\d paused/)).toBeVisible();
  await page.getByLabel("Folder with CSV files").setInputFiles(later.path);
  await page.getByRole("button", { name: "Cancel drawer/c.csv" }).click();
  await takeScreenshots(page, "upload-paused");
  await expectNoBarriers(page);
  line.bytesPerSecond = FAST;
  await page.getByRole("button", { name: "Resume all" }).click();
  await expectAllHere(page);
  await expect(page.getByText(/arrived, 1 cancelled/)).toBeVisible();
  await expectArrived(application, datasetId, drawer.path, ["a.csv", "b.csv"]);
  await expectArrived(application, datasetId, later.path, ["later.csv"]);
});

test("what the dataset has already is not sent again, under whatever name", async ({
  page,
  line,
  makeDrawer,
  application,
}) => {
  const drawer = await makeDrawer({ "a.csv": 18 * MIB, "b.csv": 3_000 });
  const datasetId = await dropAndUpload(page, [drawer.path]);
  await expectArrival(page);
  const sent = line.partBytes;
  await page.goto(`/datasets/new?dataset=${datasetId}`);
  await page.getByLabel("CSV files", { exact: true }).setInputFiles([join(drawer.path, "a.csv")]);
  await expect(page.getByText("Already here as drawer/a.csv")).toBeVisible();
  await expect(page.getByText("0 files arrived, 1 was already here.")).toBeVisible();
  expect(line.partBytes).toBe(sent);
  expect((await listFiles(datasetId, application)).files).toHaveLength(2);
});

test("a file that changed since it arrived is told, and takes the old one's place at a press", async ({
  page,
  makeDrawer,
  application,
}) => {
  const drawer = await makeDrawer({ "a.csv": 3_000, "b.csv": 3_000 });
  const datasetId = await dropAndUpload(page, [drawer.path]);
  await expectArrival(page);
  await makeFile(join(drawer.path, "b.csv"), 3_000, "another");
  await page.goto(`/datasets/new?dataset=${datasetId}`);
  await page.getByLabel("Folder with CSV files").setInputFiles(drawer.path);
  await expect(page.getByText("this one differs from it")).toBeVisible();
  await expect(page.getByRole("button", { name: "Replace drawer/b.csv in the dataset" })).toBeVisible();
  await takeScreenshots(page, "upload-differs");
  await expectNoBarriers(page);
  await page.getByRole("button", { name: "Replace 1 changed file" }).press("Enter");
  await expectArrival(page);
  await expectArrived(application, datasetId, drawer.path, ["a.csv", "b.csv"]);
  expect((await listFiles(datasetId, application)).files).toHaveLength(2);
});

test("compressed tables arrive as they are", async ({ page, application }) => {
  const buffer = gzipSync("date,close\n2020-01-02,29.5\n");
  await page.goto("/datasets/new");
  await page
    .getByLabel("CSV files", { exact: true })
    .setInputFiles([{ name: "prices.csv.gz", mimeType: "application/gzip", buffer }]);
  await expect(page.getByLabel("Name of the dataset")).toHaveValue("prices");
  await page.getByLabel("Name of the dataset").fill(`Compressed ${crypto.randomUUID()}`);
  await page.getByRole("button", { name: "Upload 1 file" }).click();
  await expectArrival(page);
  const { files } = await listFiles(page.url().split("/").at(-2) ?? "", application);
  expect(files).toMatchObject([{ path: "prices.csv.gz", bytes: buffer.length }]);
});

test("closing the page is asked about while bytes move, and not while they rest", async ({
  page,
  line,
  makeDrawer,
}) => {
  const drawer = await makeDrawer({ "a.csv": 40 * MIB });
  line.bytesPerSecond = SLOW;
  const datasetId = await dropAndUpload(page, [drawer.path]);
  await expect(page.getByRole("paragraph").filter({ hasText: "MB/s" })).toBeVisible();
  expect(await asksBeforeLeaving(page)).toBe(true);
  await page.getByRole("link", { name: "Datasets", exact: true }).last().click();
  await page.waitForURL(/\/datasets$/);
  expect(await asksBeforeLeaving(page), "on another page of ours").toBe(true);
  await page.goBack();
  await page.getByRole("button", { name: "Pause all" }).click();
  await expect(page.getByText("1 paused")).toBeVisible();
  await expect.poll(() => asksBeforeLeaving(page)).toBe(false);
  await page.goto(`/datasets/${datasetId}`);
  await expect(page.getByRole("button", { name: "Resume 1 upload" })).toBeVisible();
  await takeScreenshots(page, "upload-unfinished");
  await expectNoBarriers(page);
  await page.getByRole("button", { name: "Give up" }).click();
  await page.getByRole("button", { name: "Give up 1 upload" }).click();
  await expect(page.getByRole("heading", { name: "Unfinished uploads" })).toHaveCount(0);
});

test("a list of 5,000 files says its totals first and draws only what is seen", async ({ page, makeDrawer }) => {
  const names = Array.from({ length: 5_000 }, (_, n) => `${n % 50}/${n}.csv`);
  const drawer = await makeDrawer(Object.fromEntries(names.map((name) => [name, 100])));
  await page.goto("/datasets/new");
  await page.getByLabel("Folder with CSV files").setInputFiles(drawer.path);
  await expect(page.getByText("5,000 files · 500 kB")).toBeVisible();
  const list = page.getByRole("group", { name: "Chosen files" });
  expect(await list.getByRole("listitem").count()).toBeLessThan(40);
  await list.evaluate((box) => box.scrollTo(0, box.scrollHeight));
  await expect(list.getByText("drawer/49/4999.csv")).toBeVisible();
});

test("a folder whose handle the browser withholds is taken all the same", async ({ page, makeDrawer, application }) => {
  const names = Array.from({ length: 130 }, (_, n) => `deep/${n}.csv`);
  const drawer = await makeDrawer(Object.fromEntries(names.map((name) => [name, 200])));
  await page.addInitScript(() => {
    Object.assign(DataTransferItem.prototype, { getAsFileSystemHandle: () => new Promise(() => {}) });
  });
  const datasetId = await dropAndUpload(page, [drawer.path]);
  await expectArrival(page);
  await expectArrived(application, datasetId, drawer.path, names);
});

test("limits are said before anybody meets them", async ({ page }) => {
  await page.goto("/datasets/new");
  await page.getByText("Limits, and how long an unfinished upload is kept").click();
  await expect(page.getByText(/at most 10,000 parts/)).toBeVisible();
  await expect(page.getByText(/for 7 days/)).toBeVisible();
  await expectNoBarriers(page);
});

async function expectNoBarriers(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`)).toEqual([]);
  }
}

/** Whether a handler keeps the browser from closing the page unasked. */
const asksBeforeLeaving = (page: Page): Promise<boolean> =>
  page.evaluate(() => !window.dispatchEvent(new Event("beforeunload", { cancelable: true })));
