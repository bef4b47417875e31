import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { crash } from "./support/drop.ts";
import { expect } from "./support/fixtures.ts";
import type { Line } from "./support/line.ts";
import { test } from "./support/line-fixtures.ts";
import { type MadeFolder, makeFile } from "./support/made-files.ts";
import { expectArrived } from "./support/stored-files.ts";
import { dropAndUpload, expectAllHere, expectArrival } from "./support/upload-page.ts";

const MIB = 2 ** 20;
const PART_BYTES = 16 * MIB;
/** Slow enough to be met in the middle. */
const SLOW = 60 * MIB;
const MOST_AT_ONCE = 12;
const SIZES = { "a/large.csv": 150 * MIB + 7, "b/second.csv": 40 * MIB, "b/small.csv": 1_000, "empty.csv": 0 };
const NAMES = Object.keys(SIZES);
const TOTAL = Object.values(SIZES).reduce((total, bytes) => total + bytes, 0);

let drawer: MadeFolder;

test.beforeEach(async ({ expectConsoleError, makeDrawer, line }) => {
  expectConsoleError(/Failed to load resource|net::|CORS/);
  drawer = await makeDrawer(SIZES);
  line.bytesPerSecond = SLOW;
});

test("a tab that dies in the middle is gone on with by one click, and sends nothing twice but what was on its way", async ({
  page,
  context,
  line,
  application,
}) => {
  const datasetId = await dropAndUpload(page, [drawer.path]);
  await untilArrived(line, 3);
  await crash(page);
  line.bytesPerSecond = Number.POSITIVE_INFINITY;
  const again = await context.newPage();
  await again.goto(`/datasets/${datasetId}`);
  await expect(again.getByRole("heading", { name: "Unfinished uploads" })).toBeVisible();
  await again.getByRole("button", { name: /^Resume \d uploads?$/ }).click();
  await expectAllHere(again);
  expectNothingTwice(line);
  await expectArrived(application, datasetId, drawer.path, NAMES);
});

test("in another browser the same folder, chosen again, goes on; a file that changed is sent anew and said so", async ({
  page,
  browser,
  baseURL,
  line,
  application,
}) => {
  const datasetId = await dropAndUpload(page, [drawer.path]);
  await untilArrived(line, 3);
  await page.close();
  line.bytesPerSecond = Number.POSITIVE_INFINITY;
  await makeFile(join(drawer.path, "b/second.csv"), SIZES["b/second.csv"], "changed");
  const other = await browser.newContext({ baseURL, proxy: { server: line.address, bypass: "<-loopback>" } });
  const again = await other.newPage();
  await again.goto(`/datasets/${datasetId}`);
  await expect(again.getByRole("heading", { name: "Unfinished uploads" })).toBeVisible();
  await expect(again.getByRole("button", { name: /^Resume/ })).toHaveCount(0);
  await again.getByLabel("Folder with CSV files").setInputFiles(drawer.path);
  await expect(again.getByText("Changed since the last time; sent from the start")).toBeVisible();
  await expectAllHere(again);
  await expectArrived(application, datasetId, drawer.path, NAMES);
  await other.close();
});

test("20 seconds without a connection are waited for", async ({ page, context, line, application }) => {
  const datasetId = await dropAndUpload(page, [drawer.path]);
  await untilArrived(line, 2);
  await context.setOffline(true);
  await expect(page.getByText("You are offline")).toBeVisible();
  await sleep(20_000);
  line.bytesPerSecond = Number.POSITIVE_INFINITY;
  await context.setOffline(false);
  await expectArrival(page);
  expectNothingTwice(line);
  await expectArrived(application, datasetId, drawer.path, NAMES);
});

test("a line on which every fifth part fails in one way or another delivers everything", async ({
  page,
  line,
  application,
}) => {
  const faults = ["refused", "failing", "reset", "unheard"] as const;
  line.faultOf = (_part, count) => (count % 5 === 2 ? faults[Math.floor(count / 5) % faults.length] : undefined);
  const datasetId = await dropAndUpload(page, [drawer.path]);
  await expectArrival(page);
  await expectArrived(application, datasetId, drawer.path, NAMES);
});

test("a server and a store that die and come back are waited for", async ({ page, line, application }) => {
  const datasetId = await dropAndUpload(page, [drawer.path]);
  await untilArrived(line, 3);
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
  application,
}) => {
  const datasetId = await dropAndUpload(page, [drawer.path]);
  await untilArrived(line, 2);
  const second = await context.newPage();
  await second.goto(`/datasets/${datasetId}`);
  await expect(second.getByText("Another tab is sending this file").first()).toBeVisible();
  await second.getByRole("button", { name: /^Take over|^Resume/ }).click();
  await expect(second.getByText(/Another tab is sending this file/).first()).toBeVisible();
  await crash(page);
  line.bytesPerSecond = Number.POSITIVE_INFINITY;
  await expectAllHere(second);
  expectNothingTwice(line);
  await expectArrived(application, datasetId, drawer.path, NAMES);
});

const arrivedParts = ({ parts }: Line): string[] => parts.flatMap(({ name, status }) => (status === 200 ? name : []));

const untilArrived = (line: Line, parts: number) =>
  expect.poll(() => arrivedParts(line).length, { timeout: 30_000 }).toBeGreaterThanOrEqual(parts);

/** No part that had arrived was sent again, and what was sent in vain is no more than what was on its way. */
function expectNothingTwice(line: Line): void {
  const names = arrivedParts(line);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  const again = line.partBytes - TOTAL;
  test.info().annotations.push({ type: "sent again", description: `${again} of ${TOTAL} bytes` });
  expect(again).toBeLessThanOrEqual(MOST_AT_ONCE * PART_BYTES);
}
