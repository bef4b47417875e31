import { expectNoBarriers } from "./support/barriers.ts";
import { expect, test } from "./support/fixtures.ts";
import { takeScreenshots } from "./support/screenshots.ts";
import { fillTheirBucket } from "./support/their-bucket.ts";

const PRICES = "date,ticker,sector,close\n2020-01-02,T,Telecom,29.5\n2020-01-03,T,Telecom,30.5\n";

test("files in a bucket become a dataset where they lie, and what is wrong with an address is said", async ({
  page,
  application,
  expectConsoleError,
}) => {
  expectConsoleError(/403/);
  await fillTheirBucket(application, {
    "shelf/a.csv": PRICES,
    "shelf/b.csv": PRICES.replaceAll("T,", "U,"),
    "else/x.png": "",
  });
  await page.goto("/datasets/new");
  const form = page.getByRole("region", { name: "From a bucket" });
  const submit = form.getByRole("button", { name: "Import from the bucket" });
  await form.getByLabel("Address").fill("shelf");
  await submit.click();
  await expect(form.getByRole("alert")).toContainText("shelf is no s3://bucket/prefix");
  await form.getByLabel("Address").fill("s3://theirs/else");
  await submit.click();
  await expect(form.getByRole("alert")).toContainText("Give the dataset a name.");
  await form.getByLabel("Name of the new dataset").fill("From a shelf");
  await submit.click();
  await expect(form.getByRole("alert")).toContainText("There is no .csv, .tsv or .txt object");
  await form.getByLabel("Address").fill("s3://others/shelf");
  await submit.click();
  await expect(form.getByRole("alert")).toContainText("Importing from s3://others/shelf is not allowed here.");
  await expectNoBarriers(page);
  await takeScreenshots(page, "bucket-refused");
  await form.getByLabel("Address").fill("s3://theirs/shelf");
  await form.getByLabel("Address").press("Enter");
  await expect(form.getByRole("status")).toHaveText("2 files imported.");
  await expectNoBarriers(page);
  await takeScreenshots(page, "bucket-taken");
  await page.setViewportSize({ width: 400, height: 800 });
  await takeScreenshots(page, "bucket-taken-narrow");
  await submit.click();
  await expect(form.getByRole("status")).toHaveText("0 files imported, 2 files were here already.");
  await form.getByRole("link", { name: "Go to the columns" }).click();
  await page.waitForURL("**/columns");
  await expect(page.getByRole("group", { name: "close", exact: true })).toBeVisible({ timeout: 30_000 });
});
