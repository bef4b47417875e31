import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DeleteBucketCorsCommand,
  DeleteBucketLifecycleCommand,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { z } from "zod";
import { freePort } from "#embedded/free-port.ts";
import { StorageReport } from "#lib/storage-check/contract.ts";
import { runStart, untilReady } from "./support/application.ts";
import { type Application, expect, test } from "./support/fixtures.ts";
import { takeScreenshots } from "./support/screenshots.ts";
import { chooseFiles, csvFile, upload } from "./support/wizard.ts";

const Settings = z.object({ storePort: z.number(), accessKeyId: z.string(), secretAccessKey: z.string() });
const WHERE = { Bucket: "parquetry" };

test("a fresh start has a bucket with everything that uploads need", async ({ page }) => {
  await page.goto("/datasets");
  await page.getByRole("link", { name: "Storage" }).click();
  await expect(page.getByRole("status").filter({ hasText: "everything they need" })).toBeVisible();
  const good = page.getByRole("region", { name: "As it should be" });
  await expect(good.getByRole("listitem")).toHaveCount(10);
  await expect(page.getByRole("region", { name: "To mend" })).toHaveCount(0);
  await expectNoBarriers(page);
  await takeScreenshots(page, "storage-good");
});

test("a bucket whose rules were taken away says so, and what the page says to do mends it", async ({
  page,
  application,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const store = await storeOf(application);
  await store.send(new DeleteBucketCorsCommand(WHERE));
  await store.send(new DeleteBucketLifecycleCommand(WHERE));
  await page.goto("/storage");
  await expect(page.getByRole("status").filter({ hasText: "1 thing to mend" })).toBeVisible();
  const toMend = page.getByRole("region", { name: "To mend" });
  await expect(toMend.getByRole("listitem").first()).toContainText("may not send files to the bucket");
  await expectNoBarriers(page);
  await takeScreenshots(page, "storage-without-rules");

  await store.send(new PutBucketCorsCommand({ ...WHERE, CORSConfiguration: await copied(page, "cors.json") }));
  const LifecycleConfiguration = await copied(page, "lifecycle.json");
  await store.send(new PutBucketLifecycleConfigurationCommand({ ...WHERE, LifecycleConfiguration }));
  await page.getByRole("button", { name: "Look again" }).click();
  await expect(page.getByRole("status").filter({ hasText: "everything they need" })).toBeVisible();
  await chooseFiles(page, [csvFile("a.csv", "date,ticker,close\n2020-01-02,T,29.5\n")]);
  await upload(page, "Sent once it was mended");
});

test("while the bucket is looked at, the page keeps the place", async ({ page }) => {
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route("**/api/storage", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/storage");
  await expect(page.getByRole("status").filter({ hasText: "Loading what the bucket can do" })).toHaveCount(1);
  await expectNoBarriers(page);
  await takeScreenshots(page, "storage-loading");
  answer();
  await expect(page.getByRole("button", { name: "Look again" })).toBeVisible();
});

test("a server that does not answer is an error with a way on", async ({ page, expectConsoleError }) => {
  expectConsoleError(/ERR_CONNECTION_REFUSED|Failed to load resource/);
  let isDown = true;
  await page.route("**/api/storage", (route) => (isDown ? route.abort("connectionrefused") : route.continue()));
  await page.goto("/storage");
  const failed = page.getByRole("alert").filter({ hasText: "The bucket cannot be shown" });
  await expect(failed).toContainText("cannot be reached", { timeout: 30_000 });
  await expectNoBarriers(page);
  await takeScreenshots(page, "storage-error");
  isDown = false;
  await failed.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("button", { name: "Look again" })).toBeVisible();
});

test("on a phone nothing sticks out, and the navigation fits", async ({ page, application }) => {
  const store = await storeOf(application);
  const before = (await report(application)).level;
  await store.send(new DeleteBucketLifecycleCommand(WHERE));
  await page.setViewportSize({ width: 360, height: 720 });
  await page.goto("/storage");
  await expect(page.getByRole("region", { name: "To mend" })).toBeVisible();
  expect(await overflow(page)).toBe(0);
  await takeScreenshots(page, "storage-on-a-phone");
  const { Rules = [] } = JSON.parse((await page.getByRole("group", { name: "lifecycle.json" }).textContent()) ?? "");
  await store.send(new PutBucketLifecycleConfigurationCommand({ ...WHERE, LifecycleConfiguration: { Rules } }));
  expect((await report(application)).level).toBe(before);
});

test("a store that is gone is one thing to mend, and the rest was not looked at", async ({
  page,
  expectConsoleError,
}) => {
  expectConsoleError(/Failed to load resource/);
  const dataDir = await mkdtemp(join(tmpdir(), "parquetry-storage-"));
  const unreachable = { S3_BUCKET: "drawer", S3_ENDPOINT: `http://127.0.0.1:${await freePort()}` };
  const keys = { AWS_ACCESS_KEY_ID: "nobody", AWS_SECRET_ACCESS_KEY: "nothing" };
  const application = runStart(dataDir, ["--no-sample", "--port", String(await freePort())], {
    ...unreachable,
    ...keys,
  });
  try {
    const { url } = await untilReady(application, dataDir);
    await page.goto(`${url}/storage`);
    const toMend = page.getByRole("region", { name: "To mend" });
    await expect(toMend).toContainText(`Reaching ${unreachable.S3_ENDPOINT} did not work. Nothing listens there.`);
    await expect(toMend.getByRole("listitem")).toHaveCount(1);
    const notLookedAt = page.getByRole("region", { name: "Not looked at" }).getByRole("listitem");
    await expect(notLookedAt).toHaveText(/^Clock, Key, Bucket, .* because of what is said under "Reachable"\.$/);
    await expectNoBarriers(page);
    await takeScreenshots(page, "storage-unreachable");
  } finally {
    application.process.kill("SIGTERM");
    await application.ended;
    await rm(dataDir, { recursive: true, force: true });
  }
});

async function storeOf({ dataDir }: Application): Promise<S3Client> {
  const text = await readFile(join(dataDir, "settings.json"), "utf8");
  const { storePort, ...credentials } = Settings.parse(JSON.parse(text));
  const endpoint = `http://127.0.0.1:${storePort}`;
  return new S3Client({ endpoint, region: "us-east-1", credentials, forcePathStyle: true });
}

async function report({ url }: Application): Promise<StorageReport> {
  return StorageReport.parse(await (await fetch(`${url}/api/storage`)).json());
}

/** What the button behind a file's name puts on the clipboard. */
async function copied(page: Page, name: string) {
  await page.getByRole("button", { name: `Copy ${name}` }).click();
  return JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
}

async function expectNoBarriers(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
    expect(found, colorScheme).toEqual([]);
  }
}

const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
