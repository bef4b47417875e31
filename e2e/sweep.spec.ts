import { expectNoBarriers } from "./support/barriers.ts";
import { expect, test } from "./support/fixtures.ts";
import { takeScreenshots } from "./support/screenshots.ts";
import { simulatedRun } from "./support/simulated-run.ts";

test("many parameters are tried at once, by keyboard alone, and the page warns of picking the best", async ({
  page,
  application,
}) => {
  const { id, dataset } = await simulatedRun(application);
  await page.goto(`/runs/${id}`);
  await page.getByRole("link", { name: "Try many parameters" }).click();
  await page.waitForURL(`**/datasets/${dataset.id}/sweep`);
  await page.getByLabel("Window").fill("60..3");
  await expect(page.getByText("Window: write values as 3..60")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Try \d+ parameter set/ })).toBeDisabled();
  await expectNoBarriers(page);
  await takeScreenshots(page, "sweep-form-problem");
  await page.getByLabel("Window").fill("3..42");
  await page.getByLabel("Amount").fill("100, 5000");
  await expect(page.getByRole("button", { name: "Try 80 parameter sets" })).toBeEnabled();
  await expectNoBarriers(page);
  await takeScreenshots(page, "sweep-form");
  await page.getByLabel("Amount").press("Enter");
  await page.waitForURL("**/sweeps/*");
  await expect(page.getByRole("region", { name: "80 were tried" })).toContainText("partly luck", { timeout: 30_000 });
  await expect(page.getByRole("region", { name: "Return on investment by window" })).toBeVisible();
  const rows = page.getByRole("region", { name: "Every parameter set" }).first().getByRole("row");
  await expect(rows).toHaveCount(81);
  await page.getByRole("button", { name: "ROI", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("columnheader", { name: /^ROI/ })).toHaveAttribute("aria-sort", "descending");
  await expectNoBarriers(page);
  await takeScreenshots(page, "sweep-result");
  await page.getByText("PnL", { exact: true }).first().click();
  await expect(page.getByRole("region", { name: "PnL by window" })).toBeVisible();
  await page.setViewportSize({ width: 400, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(
    0,
  );
  await expectNoBarriers(page);
  await takeScreenshots(page, "sweep-result-narrow");
  await page.setViewportSize({ width: 1400, height: 900 });
  const sweep = page.url();
  await page.goto(`/datasets/${dataset.id}`);
  const tried = page
    .getByRole("region", { name: "Many parameters at once" })
    .first()
    .getByRole("row", { name: /window 3 to 42; amount/ });
  await expect(tried).toContainText("80");
  await expect(tried).toContainText("Published");
  await expectNoBarriers(page);
  await takeScreenshots(page, "dataset-sweeps");
  await tried.getByRole("link").click();
  await page.waitForURL(sweep);
});

test("the run step leads there; a sweep that is not there, and one that cannot be, say so", async ({
  page,
  application,
  expectConsoleError,
}) => {
  const { dataset } = await simulatedRun(application);
  expectConsoleError(/404/);
  await page.goto(`/datasets/${dataset.id}/run`);
  await page.getByRole("link", { name: "Try many parameters" }).click();
  await page.waitForURL("**/sweep");
  await page.getByLabel("Window").fill("1..250");
  await page.getByLabel("Amount").fill("1,2,3,4,5");
  await expect(page.getByRole("status").filter({ hasText: "At most 1,000" })).toBeVisible();
  await page.goto("/sweeps/00000000-0000-7000-8000-000000000000");
  await expect(page.getByText("There is no such sweep.")).toBeVisible();
  await expectNoBarriers(page);
  await takeScreenshots(page, "sweep-missing");
});

test("bands and fills without a common number are a table alone, and nothing bought is said", async ({
  page,
  application,
}) => {
  const { dataset } = await simulatedRun(application);
  await page.goto(`/datasets/${dataset.id}/sweep`);
  await page.getByLabel("Window").fill("");
  await page.getByLabel("Lowest price").fill("900000,1000000");
  await page.getByLabel("At the next day's open").check();
  await page.getByRole("button", { name: "Try 4 parameter sets" }).click();
  await expect(page.getByText("Nothing was bought at any point")).toBeVisible({ timeout: 30_000 });
  await expectNoBarriers(page);
  await takeScreenshots(page, "sweep-empty");
});
