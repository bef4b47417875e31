import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SimulateOptions, simulateFiles } from "#cli/simulate/simulate.ts";
import { expect, test } from "./support/fixtures.ts";
import { takeScreenshots } from "./support/screenshots.ts";
import {
  APPLE,
  answerTickerAndSector,
  chooseFiles,
  confirmColumns,
  csvFile,
  runPreset,
  SP500,
  upload,
} from "./support/wizard.ts";

test("a drawer of CSV files becomes a chart", async ({ page }) => {
  await chooseFiles(page, [APPLE, SP500]);
  await upload(page, "Apple and S&P");
  await answerTickerAndSector(page, "Technology");
  await expect(page.getByText("AAPL", { exact: true })).toBeVisible();
  await takeScreenshots(page, "columns");
  await confirmColumns(page);
  await expect(page.getByText("6,365 rows read = 6,365 good + 0 rejected")).toBeVisible();
  await takeScreenshots(page, "converted");
  await runPreset(page, "Causal");
  await expect(page.getByRole("heading", { name: "moving-average, causal" })).toBeVisible();
  await expect(
    page
      .getByRole("table", { name: /trades/i })
      .getByText("AAPL")
      .first(),
  ).toBeVisible();
});

test("a simulated drawer of twelve sectors needs no answers", async ({ page }) => {
  const out = await mkdtemp(join(tmpdir(), "parquetry-drawer-"));
  const { files } = await simulateFiles(
    SimulateOptions.parse({ out, files: 4, tickersPerFile: 6, from: "1990-01-01", to: "2009-12-31" }),
  );
  await chooseFiles(
    page,
    files.map(({ path }) => path),
  );
  await upload(page, "Simulated drawer");
  await expect(page.getByRole("heading", { name: /Question/ })).toHaveCount(0);
  await confirmColumns(page);
  await runPreset(page, "Seed-exact");
  await expect(page.getByRole("heading", { name: "moving-average, seed-exact" })).toBeVisible();
  await rm(out, { recursive: true });
});

test("a bad file says what is wrong with it, and the others go on", async ({ page }) => {
  const good = "date,ticker,sector,close\n2020-01-02,T,Telecom,29.5\n2020-01-03,T,Telecom,29.1\n";
  await chooseFiles(page, [
    csvFile("good.csv", good),
    csvFile("also-good.csv", good.replaceAll("T,", "F,")),
    csvFile("report.csv", "%PDF-1.7\n%âãÏÓ\n1 0 obj\n<< /Type /Catalog >>\nendobj\n\u0000\u0001\u0002"),
    csvFile("empty.csv", ""),
  ]);
  await upload(page, "Good and bad");
  const failed = page.getByRole("region", { name: "2 files cannot go on" });
  await expect(failed).toContainText("report.csv");
  await expect(failed).toContainText("empty.csv");
  await confirmColumns(page);
  await expect(page.getByText("4 rows read = 4 good + 0 rejected")).toBeVisible();
});

test("a bad cell is explained, and its row can be downloaded", async ({ page }) => {
  const lines = Array.from(
    { length: 40 },
    (_, day) => `2020-02-${String((day % 28) + 1).padStart(2, "0")},T${day},Telecom,29.5`,
  );
  const text = ["date,ticker,sector,close", ...lines, "2020-03-01,T,Telecom,29.5.1"].join("\n");
  await chooseFiles(page, [csvFile("prices.csv", text)]);
  await upload(page, "One bad cell");
  await page.getByRole("group", { name: "close" }).getByLabel("Type").selectOption("Number");
  await confirmColumns(page, "Keep going");
  await expect(page.getByText("41 rows read = 40 good + 1 rejected")).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: /Download 1 rejected row/ }).click();
  const stream = await (await download).createReadStream();
  const rejects = Buffer.concat(await stream.toArray()).toString();
  expect(rejects).toContain("29.5.1");
  expect(rejects).toContain("prices.csv");
});

test("what was changed in the columns survives a reload", async ({ page }) => {
  await chooseFiles(page, [APPLE]);
  await upload(page, "Reloaded");
  await answerTickerAndSector(page, "Technology");
  const close = page.getByRole("group", { name: "Close", exact: true });
  await close.getByLabel("Name").fill("closing_price");
  await page.reload();
  await expect(close.getByLabel("Name")).toHaveValue("closing_price");
  await expect(page.getByLabel("Value of every row")).toHaveValue("Technology");
});

test("files that come later join the dataset", async ({ page }) => {
  const rows = (ticker: string) =>
    `date,ticker,sector,close\n2020-01-02,${ticker},Telecom,29.5\n2020-01-03,${ticker},Telecom,29.1\n`;
  await chooseFiles(page, [csvFile("first.csv", rows("T"))]);
  await upload(page, "Comes in two");
  await confirmColumns(page);
  await page.getByRole("link", { name: "See the dataset" }).click();
  await page.getByRole("link", { name: "Add files" }).click();
  await page.getByLabel("CSV files", { exact: true }).setInputFiles([csvFile("second.csv", rows("VZ"))]);
  await page.waitForURL(/columns/);
  await confirmColumns(page);
  await expect(page.getByRole("heading", { name: "Version 2" })).toBeVisible();
  await expect(page.getByText("4 rows read = 4 good + 0 rejected")).toBeVisible();
});

test("a name that is taken is said where it is typed", async ({ page, expectConsoleError }) => {
  expectConsoleError(/409/);
  for (const attempt of ["first", "second"]) {
    await chooseFiles(page, [csvFile("taken.csv", "date,close\n2020-01-02,29.5\n")]);
    await page.getByLabel("Name of the dataset").fill("Taken");
    await page.getByRole("button", { name: "Upload 1 file" }).click();
    if (attempt === "first") await page.waitForURL(/columns/);
  }
  await expect(page.getByLabel("Name of the dataset")).toHaveAccessibleDescription(/already/);
});

test("an upload can be cancelled file by file and as a whole, and tried again", async ({ page }) => {
  const big = csvFile("big.csv", `date,close\n${"2020-01-02,29.5\n".repeat(3_000_000)}`);
  await page.route(/\/raw\//, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await route.continue().catch(() => undefined);
  });
  await chooseFiles(page, [big, csvFile("small.csv", "date,close\n2020-01-02,29.5\n")]);
  await page.getByRole("button", { name: "Upload 2 files" }).click();
  await page.getByRole("button", { name: "Cancel big.csv" }).click();
  await expect(page.getByRole("link", { name: "Go on with 1 file" })).toBeVisible();
  await expect(page.getByText("1 file arrived, 1 cancelled.")).toBeVisible();
  await page.getByRole("button", { name: "Try big.csv again" }).click();
  await page.getByRole("button", { name: "Cancel all" }).click();
  await expect(page.getByRole("button", { name: "Try big.csv again" })).toBeVisible();
});
