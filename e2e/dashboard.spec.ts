import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures.ts";
import { takeScreenshots } from "./support/screenshots.ts";
import { simulatedRun } from "./support/simulated-run.ts";

test("sectors narrow the tickers", async ({ page, application }) => {
  const { id } = await simulatedRun(application);
  await page.goto(`/runs/${id}`);
  await page.getByRole("button", { name: "Sectors" }).click();
  const sector = page.getByRole("group", { name: "Sectors" }).getByRole("checkbox").first();
  const name = (await sector.getAttribute("value")) ?? "";
  await sector.check();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Tickers", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "in 1 sector" })).toBeVisible();
  const tickers = page.getByRole("group", { name: "Tickers" }).locator("label");
  for (const label of await tickers.allInnerTexts()) expect(label).toContain(name);
  await tickers.first().click();
  await expect(page.getByRole("button", { name: "Tickers (1)" })).toBeVisible();
  await expect(page.getByRole("table", { name: "Trades" }).getByRole("row").nth(1)).toContainText(name);
});

test("the address restores the view", async ({ page, application, context }) => {
  const { id } = await simulatedRun(application);
  await page.goto(`/runs/${id}`);
  await page
    .getByRole("button", { name: /trades/ })
    .first()
    .click();
  const from = page.getByRole("slider", { name: "From month" });
  for (let month = 0; month < 30; month++) await from.press("ArrowRight");
  await page.getByRole("button", { name: "Date", exact: true }).click();
  await expect(page.getByRole("columnheader", { name: "Date" })).toHaveAttribute("aria-sort", "descending");
  for (const part of [/sectors=/, /from=\d{4}-\d\d-01/, /order=-date/]) await expect(page).toHaveURL(part);
  const seen = await whatIsSeen(page);
  expect(seen.from).not.toBe((await whatIsSeen(await opened(context, `/runs/${id}`))).from);
  expect(await whatIsSeen(await opened(context, page.url()))).toEqual(seen);
  await page.reload();
  expect(await whatIsSeen(page)).toEqual(seen);
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(page).toHaveURL(new RegExp(`/runs/${id}\\?order=-date$`));
});

test("the totals equal the table", async ({ page, application }) => {
  const { id } = await simulatedRun(application);
  await page.goto(`/runs/${id}?from=2000-01-01&to=2004-12-31`);
  await expect(number(page, "Trades")).not.toHaveText("0");
  const more = page.getByRole("button", { name: /^Show \d+ more/ });
  const trades = page.getByRole("table", { name: "Trades" });
  const total = Number(((await number(page, "Trades").textContent()) ?? "").replaceAll(",", ""));
  for (let shown = 100; shown < total; shown += 100) {
    await more.click();
    await expect(trades.locator("tbody tr")).toHaveCount(Math.min(total, shown + 100));
  }
  const pnl = (await exactNumbers(page)).reduce((sum, value) => sum + value, 0);
  expect(pnl).toBeCloseTo(money((await number(page, "PnL").getAttribute("title")) ?? ""), 1);
});

test("a chart says in a table what it draws", async ({ page, application }) => {
  const { id, outcome } = await simulatedRun(application);
  await page.goto(`/runs/${id}`);
  await page.getByRole("button", { name: "Show PnL by sector as a table" }).click();
  const rows = page.getByRole("table", { name: "PnL by sector, as a table" }).locator("tbody tr");
  await expect(rows.first()).toBeVisible();
  const sums = await rows.evaluateAll((lines) => lines.map((line) => line.lastElementChild?.textContent ?? ""));
  expect(sums.map(money).reduce((sum, value) => sum + value, 0)).toBeCloseTo(outcome?.totals.pnl ?? Number.NaN, 0);
  await page.getByRole("button", { name: "Show PnL by sector as a chart" }).press("Enter");
  await expect(rows).toHaveCount(0);
});

test("filters that let nothing through say so and can be cleared", async ({ page, application }) => {
  const { id } = await simulatedRun(application);
  await page.goto(`/runs/${id}?from=2199-01-01`);
  await expect(page.getByRole("heading", { name: "No purchases pass these filters" })).toBeVisible();
  await page.getByRole("button", { name: "Clear the filters" }).click();
  await expect(page.getByRole("heading", { name: "PnL by sector" })).toBeVisible();
});

test("a run without trades teaches why", async ({ page, application }) => {
  const { id } = await simulatedRun(application, { bandMin: 1e9, bandMax: null });
  await page.goto(`/runs/${id}`);
  await expect(page.getByText("No price lies inside the band of the parameters.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Where the rows went" })).toBeVisible();
  await takeScreenshots(page, "run-without-trades");
});

test("all trades can be taken away as CSV", async ({ page, application }) => {
  const { id, outcome } = await simulatedRun(application);
  await page.goto(`/runs/${id}`);
  await page.getByRole("button", { name: "Export" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: /^CSV/ }).click();
  const lines = Buffer.concat(await (await (await download).createReadStream()).toArray()).toString();
  expect(lines.trim().split("\n")).toHaveLength((outcome?.totals.trades ?? 0) + 1);
});

test("on a phone the filters are in a drawer and nothing sticks out", async ({ page, application }) => {
  const { id } = await simulatedRun(application);
  await page.setViewportSize({ width: 360, height: 720 });
  await page.goto(`/runs/${id}`);
  await page.getByRole("button", { name: "Filters", exact: true }).click();
  const drawer = page.getByRole("dialog", { name: "Filters" });
  await takeScreenshots(page, "filters-on-a-phone");
  await drawer.getByRole("button", { name: "2000s" }).click();
  await drawer.getByRole("button", { name: /^Show [\d,]+ trades/ }).click();
  await expect(page.getByRole("button", { name: "Filters (dates)" })).toBeVisible();
  await expect(page.getByRole("table", { name: "Trades" })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(
    0,
  );
  await takeScreenshots(page, "run-on-a-phone");
});

test("a whole run fits on one sheet", async ({ page, application }) => {
  const { id } = await simulatedRun(application);
  await page.goto(`/runs/${id}`);
  await expect(page.getByRole("table", { name: "Trades" })).toBeVisible();
  for (const name of ["Value and invested over time", "Best and worst tickers", "Where the rows went"])
    await expect(page.getByRole("heading", { name })).toBeVisible();
  await takeScreenshots(page, "run");
});

/** One of the numbers above the charts. */
const number = (page: Page, name: string) =>
  page
    .getByRole("region", { name: "Key numbers" })
    .locator("div", { has: page.getByRole("button", { name: `How ${name} is computed`, exact: true }) })
    .last()
    .getByRole("definition")
    .first();

/** The last column of the trades, with all digits. */
const exactNumbers = (page: Page): Promise<number[]> =>
  page
    .getByRole("table", { name: "Trades" })
    .locator("tbody tr td:last-child")
    .evaluateAll((cells) =>
      cells.map((cell) => Number((cell.getAttribute("title") ?? "").replace("−", "-").replaceAll(",", ""))),
    );

const money = (text: string): number => Number(text.replace("−", "-").replace(/[$,]/g, ""));

async function whatIsSeen(page: Page): Promise<Record<string, string | null>> {
  await expect(page.getByRole("table", { name: "Trades" })).toBeVisible();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  return {
    trades: await number(page, "Trades").textContent(),
    pnl: await number(page, "PnL").getAttribute("title"),
    from: await page.getByRole("slider", { name: "From month" }).getAttribute("aria-valuetext"),
    firstTrade: await page.getByRole("table", { name: "Trades" }).getByRole("row").nth(1).textContent(),
  };
}

async function opened(context: ReturnType<Page["context"]>, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  return page;
}
