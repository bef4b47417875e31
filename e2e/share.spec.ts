import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures.ts";
import { takeScreenshots } from "./support/screenshots.ts";
import { simulatedRun } from "./support/simulated-run.ts";

test("a stranger can open the link, and sees the dashboard as it was shared", async ({
  page,
  application,
  strangerPage,
}) => {
  const { id, dataset } = await simulatedRun(application);
  await page.goto(`/runs/${id}?from=2000-01-01&to=2009-12-31`);
  const url = await share(page);
  await takeScreenshots(page, "share-dialog");
  const asked: string[] = [];
  strangerPage.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const answer = await strangerPage.goto(url);
  await expect(strangerPage.getByRole("heading", { level: 1, name: dataset.name })).toBeVisible();
  await expect(strangerPage.getByRole("button", { name: "Period: 2000s" })).toBeVisible();
  const first = (on: Page) => on.getByRole("table", { name: "Trades" }).getByRole("row").nth(1).textContent();
  expect(await first(strangerPage)).toBe(await first(page));
  await expect(strangerPage.getByRole("navigation")).toHaveCount(0);
  await expect(strangerPage.getByRole("button", { name: /^(Share|Export)$/ })).toHaveCount(0);
  expect(asked.filter((path) => path.startsWith("/api/") && !path.startsWith("/api/shared/"))).toEqual([]);
  expect(answer?.headers()["referrer-policy"]).toBe("no-referrer");
  await expect(strangerPage.locator('meta[name="robots"]')).toHaveAttribute("content", /noindex/);
  await takeScreenshots(strangerPage, "shared");
});

test("a stranger can narrow what was shared, and the page has no barrier", async ({
  page,
  application,
  strangerPage,
}) => {
  const { id } = await simulatedRun(application);
  await page.goto(`/runs/${id}`);
  await strangerPage.goto(await share(page));
  await strangerPage.getByRole("button", { name: "Sectors" }).click();
  await strangerPage.getByRole("group", { name: "Sectors" }).getByRole("checkbox").first().check();
  await strangerPage.keyboard.press("Escape");
  await expect(strangerPage.getByText("whole run, not filtered").first()).toBeVisible();
  const { violations } = await new AxeBuilder({ page: strangerPage }).analyze();
  expect(violations.map(({ id: rule, nodes }) => [rule, nodes.map(({ html }) => html)])).toEqual([]);
});

test("a revoked link is gone, and the list says so", async ({
  page,
  application,
  strangerPage,
  expectConsoleError,
}) => {
  expectConsoleError(/404/);
  const { id } = await simulatedRun(application);
  await page.goto(`/runs/${id}`);
  const url = await share(page);
  await strangerPage.goto(url);
  await expect(strangerPage.getByRole("table", { name: "Trades" })).toBeVisible();
  await page.goto("/shares");
  const newest = page.getByRole("table", { name: "Links" }).locator("tbody tr").first();
  await expect(newest).toContainText("active");
  await newest.getByRole("button", { name: /^Revoke/ }).click();
  await expect(newest).toContainText("revoked");
  await takeScreenshots(page, "shares");
  const answer = await strangerPage.reload();
  expect(answer?.status()).toBe(404);
  await expect(strangerPage.getByRole("heading", { name: "Not found" })).toBeVisible();
  await takeScreenshots(strangerPage, "link-not-found");
});

test("unknown and revoked links look the same", async ({ page, application, strangerPage, expectConsoleError }) => {
  expectConsoleError(/404/);
  const { id } = await simulatedRun(application);
  await page.goto(`/runs/${id}`);
  const revoked = await share(page);
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Revoke/ })
    .first()
    .click();
  await expect(page.getByRole("dialog").getByText("revoked").first()).toBeVisible();
  const looks = [];
  for (const url of [revoked, revoked.replace(/.{10}$/, "AAAAAAAAAA"), revoked.replace(/[^/]+$/, "nothing")]) {
    const answer = await strangerPage.goto(url);
    await expect(strangerPage.getByRole("heading", { name: "Not found" })).toBeVisible();
    looks.push({
      status: answer?.status(),
      title: await strangerPage.title(),
      words: await strangerPage.locator("main").textContent(),
    });
  }
  expect(looks[0]?.status).toBe(404);
  expect(looks).toEqual([looks[0], looks[0], looks[0]]);
});

/** Creates a link in the dialog of a run's page and returns it. */
async function share(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await page.getByRole("button", { name: "Create a link" }).click();
  return page.getByLabel("Link", { exact: true }).inputValue();
}
