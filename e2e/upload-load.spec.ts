import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures.ts";
import { type MadeFolder, makeFolder } from "./support/made-files.ts";
import { heapBytes, watchTasks } from "./support/page-load.ts";
import { expectArrived } from "./support/stored-files.ts";
import { dropAndUpload, expectArrival } from "./support/upload-page.ts";

const MB = 1_000_000;
/** PARQUETRY_TEST_LARGE=1 sends 3 GB. */
const LARGE_BYTES = process.env.PARQUETRY_TEST_LARGE === "1" ? 3_000 * MB : 200 * MB;
/** Of the page's own: what the machine does for others meanwhile does not count. */
const MAX_TASK_MS = 200;
const MAX_GROWTH_BYTES = 64 * MB;

test.setTimeout(900_000);
// What records the page keeps it busy.
test.use({ trace: "off" });

let folder: MadeFolder;
test.afterEach(() => folder.remove());

test("2,000 small files in folders leave the page quick", async ({ page, application }) => {
  const names = Array.from({ length: 2_000 }, (_, n) => `${1900 + (n % 120)}/prices ${n}.csv`);
  folder = await makeFolder(Object.fromEntries(names.map((name, n) => [name, 1_000 + n])));
  const datasetId = await measured(page, names.length);
  await expectArrived(application, datasetId, folder.path, names);
});

test("a large file leaves the page quick and its memory flat", async ({ page, application }) => {
  folder = await makeFolder({ "large.csv": LARGE_BYTES });
  const datasetId = await measured(page, 1);
  await expectArrived(application, datasetId, folder.path, ["large.csv"]);
});

/** Sends the folder, holding the page to how long it may be busy and to how much it may keep; the figures are noted in the report. */
async function measured(page: Page, files: number): Promise<string> {
  await page.goto("/datasets/new");
  const before = await heapBytes(page);
  const longestTask = await watchTasks(page);
  const begun = performance.now();
  const datasetId = await dropAndUpload(page, [folder.path]);
  let most = before;
  const watch = setInterval(async () => {
    most = Math.max(most, await heapBytes(page).catch(() => 0));
  }, 2_000);
  await expectArrival(page, 800_000);
  clearInterval(watch);
  const seconds = (performance.now() - begun) / 1_000;
  const longest = await longestTask();
  const figures = { files, seconds, longestTaskMs: longest, heapMb: [before / MB, most / MB] };
  test.info().annotations.push({ type: "figures", description: JSON.stringify(figures) });
  expect(longest.ownMs).toBeLessThan(MAX_TASK_MS);
  expect(most - before).toBeLessThan(MAX_GROWTH_BYTES);
  return datasetId;
}
