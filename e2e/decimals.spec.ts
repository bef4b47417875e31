import { expectNoBarriers } from "./support/barriers.ts";
import { expect, test } from "./support/fixtures.ts";
import { takeScreenshots } from "./support/screenshots.ts";
import { chooseFiles, csvFile, upload } from "./support/wizard.ts";

const ROWS = Array.from(
  { length: 1_500 },
  (_, at) => `2020-01-02,T,Telecom,${(29 + at * 0.0371).toFixed(4)},${(at / 7).toString()}`,
);

test("prices that are proved to be exact decimals are proposed as such, with the reason, and stay a choice", async ({
  page,
}) => {
  await chooseFiles(page, [csvFile("prices.csv", `date,ticker,sector,close,ratio\n${ROWS.join("\n")}\n`)]);
  await upload(page, "Exact decimals");
  const close = page.getByRole("group", { name: "close", exact: true });
  const reason = close.getByText(/every one of 1,500 (sampled )?numbers has at most 4 decimals/);
  await expect(close.getByLabel("Type")).toHaveValue("decimal");
  await expect(close.getByLabel("Format")).toHaveValue("18,4");
  await expect(reason).toBeVisible();
  await expect(page.getByRole("group", { name: "ratio", exact: true }).getByLabel("Type")).toHaveValue("number");
  await expect(close).toContainText("proved", { timeout: 30_000 });
  await expectNoBarriers(page);
  await takeScreenshots(page, "decimals");
  await page.setViewportSize({ width: 400, height: 900 });
  await takeScreenshots(page, "decimals-narrow");
  await close.getByLabel("Type").selectOption("Number");
  await expect(close.getByLabel("Format")).toHaveValue("1.5");
  await expect(reason).toBeHidden();
  await expect(close).toContainText("1,500 of 1,500 fit");
});
