import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { crash, dropOn } from "./support/drop.ts";
import { test as base, expect } from "./support/fixtures.ts";
import { Line } from "./support/line.ts";
import { type MadeFolder, makeFile, makeFolder } from "./support/made-files.ts";
import { expectArrived } from "./support/stored-files.ts";

const MIB = 2 ** 20;
const PART_BYTES = 16 * MIB;
/** Slow enough to be met in the middle. */
const SLOW = 60 * MIB;
const MOST_AT_ONCE = 12;
const SIZES = { "a/large.csv": 150 * MIB + 7, "b/second.csv": 40 * MIB, "b/small.csv": 1_000, "empty.csv": 0 };
const NAMES = Object.keys(SIZES);
const TOTAL = Object.values(SIZES).reduce((total, bytes) => total + bytes, 0);

const test = base.extend<{ line: Line; drawer: MadeFolder }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern.
  line: async ({}, use) => {
    const line = await Line.open();
    await use(line);
    line.close();
  },
  proxy: async ({ line }, use) => use({ server: line.address, bypass: "<-loopback>" }),
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern.
  drawer: async ({}, use) => {
    const drawer = await makeFolder(SIZES);
    await use(drawer);
    await drawer.remove();
  },
});

test.beforeEach(({ expectConsoleError }) => expectConsoleError(/Failed to load resource|net::|CORS/));

test("a tab that dies in the middle is gone on with by one click, and sends nothing twice but what was on its way", async ({
  page,
  context,
  line,
  drawer,
  application,
}) => {
  const datasetId = await startSlowly(page, line, drawer);
  await untilSent(line, 60 * MIB);
  await crash(page);
  line.bytesPerSecond = Number.POSITIVE_INFINITY;
  const arrived = arrivedParts(line);
  const again = await context.newPage();
  await again.goto(`/datasets/${datasetId}`);
  await expect(again.getByRole("heading", { name: "Unfinished uploads" })).toBeVisible();
  await again.getByRole("button", { name: /^Resume \d uploads?$/ }).click();
  await expectAllHere(again);
  expect(arrivedTwice(line), "parts that had arrived and were sent again").toEqual([]);
  expect(arrived.length).toBeGreaterThan(1);
  expect(line.partBytes - TOTAL).toBeLessThanOrEqual(MOST_AT_ONCE * PART_BYTES);
  await expectArrived(application, datasetId, drawer.path, NAMES);
});

test("in another browser the same folder, chosen again, goes on; a file that changed is sent anew and said so", async ({
  page,
  browser,
  baseURL,
  line,
  drawer,
  application,
}) => {
  const datasetId = await startSlowly(page, line, drawer);
  await untilSent(line, 60 * MIB);
  await page.close();
  line.bytesPerSecond = Number.POSITIVE_INFINITY;
  await makeFile(join(drawer.path, "b/second.csv"), SIZES["b/second.csv"], "changed");
  const other = await browser.newContext({ baseURL, proxy: { server: line.address, bypass: "<-loopback>" } });
  const again = await other.newPage();
  await again.goto(`/datasets/${datasetId}`);
  await expect(again.getByRole("button", { name: /^Resume/ })).toHaveCount(0);
  await again.getByLabel("Folder with CSV files").setInputFiles(drawer.path);
  await expect(again.getByText("Changed since the last time; sent from the start")).toBeVisible();
  await expectAllHere(again);
  await expectArrived(application, datasetId, drawer.path, NAMES);
  await other.close();
});

test("20 seconds without a connection are waited for", async ({ page, context, line, drawer, application }) => {
  const datasetId = await startSlowly(page, line, drawer);
  await untilSent(line, 40 * MIB);
  await context.setOffline(true);
  await expect(page.getByText("You are offline")).toBeVisible();
  await sleep(20_000);
  line.bytesPerSecond = Number.POSITIVE_INFINITY;
  await context.setOffline(false);
  await expectArrival(page);
  expect(arrivedTwice(line)).toEqual([]);
  await expectArrived(application, datasetId, drawer.path, NAMES);
});

test("a line on which every fifth part fails in one way or another delivers everything", async ({
  page,
  line,
  drawer,
  application,
}) => {
  const faults = ["refused", "failing", "reset", "unheard"] as const;
  line.faultOf = (_part, count) => (count % 5 === 2 ? faults[Math.floor(count / 5) % faults.length] : undefined);
  const datasetId = await startSlowly(page, line, drawer);
  await expectArrival(page);
  await expectArrived(application, datasetId, drawer.path, NAMES);
});

test("a server and a store that die and come back are waited for", async ({ page, line, drawer, application }) => {
  const datasetId = await startSlowly(page, line, drawer);
  await untilSent(line, 60 * MIB);
  const programs: { pid: number }[] = JSON.parse(await readFile(join(application.dataDir, "running.json"), "utf8"));
  for (const { pid } of programs) process.kill(pid, "SIGKILL");
  line.bytesPerSecond = Number.POSITIVE_INFINITY;
  await expectArrival(page);
  expect(line.partBytes - TOTAL).toBeLessThanOrEqual(MOST_AT_ONCE * PART_BYTES);
  await expectArrived(application, datasetId, drawer.path, NAMES);
});

test("two tabs never send the same file, and one takes over when the other dies", async ({
  page,
  context,
  line,
  drawer,
  application,
}) => {
  const datasetId = await startSlowly(page, line, drawer);
  await untilSent(line, 30 * MIB);
  const second = await context.newPage();
  await second.goto(`/datasets/${datasetId}`);
  await expect(second.getByText("Another tab is sending this file").first()).toBeVisible();
  await second.getByRole("button", { name: /^Take over|^Resume/ }).click();
  await expect(second.getByText(/Another tab is sending this file/).first()).toBeVisible();
  await crash(page);
  line.bytesPerSecond = Number.POSITIVE_INFINITY;
  await expectAllHere(second);
  expect(arrivedTwice(line)).toEqual([]);
  await expectArrived(application, datasetId, drawer.path, NAMES);
});

/** Drops the folder on a slow line; resolves to the dataset's id once parts are on their way. */
async function startSlowly(page: Page, line: Line, drawer: MadeFolder): Promise<string> {
  line.bytesPerSecond = SLOW;
  await page.goto("/datasets/new");
  await dropOn(page, "Drop CSV files or a folder here", [drawer.path]);
  await page.getByLabel("Name of the dataset").fill(`Survives ${crypto.randomUUID()}`);
  await page.getByRole("button", { name: `Upload ${NAMES.length} files` }).click();
  await page.waitForURL(/dataset=/);
  return new URL(page.url()).searchParams.get("dataset") ?? "";
}

const untilSent = (line: Line, bytes: number) =>
  expect.poll(() => line.partBytes, { timeout: 30_000 }).toBeGreaterThan(bytes);

/** Everything arrived, and the page went on by itself. */
const expectArrival = (page: Page) => page.waitForURL(/\/columns/, { timeout: 90_000 });

/** The same on a page that does not go on by itself. */
const expectAllHere = (page: Page) =>
  expect(page.getByRole("link", { name: /^Go on with \d+ files?$/ })).toBeVisible({ timeout: 60_000 });

const arrivedParts = ({ parts }: Line): string[] => parts.flatMap(({ name, status }) => (status === 200 ? name : []));

function arrivedTwice(line: Line): string[] {
  const names = arrivedParts(line);
  return names.filter((name, index) => names.indexOf(name) !== index);
}
